import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TestContext } from "vitest";
import { openBook } from "../src/batch/batch-book.ts";
import { batchImages, summarizeBatch } from "../src/batch/batch-images.ts";
import { openSource } from "../src/batch/batch-source.ts";
import { collectBatch } from "../src/batch/collect-batch.ts";
import { enqueueBatch } from "../src/batch/enqueue-batch.ts";
import { parseTask } from "../src/batch/parse-task.ts";
import type { PictureJob } from "../src/engine/picture-job.ts";
import { echo, newFile, queuedService } from "./queued-service.ts";
import type { QueuedService } from "./queued-service.ts";
import { NO_REDIS } from "./redis.ts";
import { smallDisk } from "./small-disk.ts";
import type { SmallDisk } from "./small-disk.ts";

const KB = 1024;
let mounted: SmallDisk | string;
let running: QueuedService | undefined;
beforeEach(async () => {
  mounted = await smallDisk(4096 * KB);
  if (NO_REDIS !== undefined || typeof mounted === "string") return;
  running = await queuedService({ folder: mounted.folder });
});
afterEach(async () => {
  await running?.stopWork();
  await running?.close();
  if (typeof mounted !== "string") await mounted.stop();
});
function places({ skip }: TestContext): { disk: SmallDisk; service: QueuedService } {
  const reason = NO_REDIS ?? (typeof mounted === "string" ? mounted : undefined);
  skip(reason !== undefined, reason);
  return { disk: mounted as SmallDisk, service: running! };
}

/** Files, including hidden ones, and their sizes. */
async function filesOf(folder: string): Promise<Record<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((file) => join(file.parentPath, file.name));
  const sizes = files.map(async (path) => [path.slice(folder.length + 1), (await readFile(path)).length]);
  return Object.fromEntries(await Promise.all(sizes)) as Record<string, number>;
}
const largeFile = (): Uint8Array<ArrayBuffer> => new Uint8Array(200 * KB).fill(1).map((_, i) => i % 251);
const large = largeFile();
const restore = async (job: PictureJob) => ({ ...(await echo(job)), bytes: large });

describe("a full disk", () => {
  it("gets no partial result: the job fails with the reason, and succeeds given room", async (test) => {
    const { disk, service } = places(test);
    const image = newFile();
    const job = await service.enqueue("denoise", image);
    const before = await filesOf(disk.folder);
    await disk.fill(100 * KB);
    service.work(restore);
    expect(await service.last(job)).toMatchObject({ state: "failed", attempts: 2, reason: "internal error" });
    expect((await service.engine.state(job.id))!.reason).toContain("no space left on the device");
    expect(service.complaints.filter((text) => text.includes("no space left on the device"))).toHaveLength(2);
    expect(await filesOf(disk.folder)).toEqual(before);
    expect((await fetch(service.url + job.links["result"])).status).toBe(409);
    await disk.free();
    expect(await service.last(await service.enqueue("denoise", image))).toMatchObject({ state: "completed" });
    const result = await fetch(service.url + job.links["result"]);
    expect(Buffer.compare(new Uint8Array(await result.arrayBuffer()), large)).toBe(0);
  });

  it("gets no image: nothing is queued, and earlier images are finished", async (test) => {
    const { disk, service } = places(test);
    const before = await service.enqueue("denoise", newFile());
    const files = await filesOf(disk.folder);
    await disk.fill(100 * KB);
    const refused = await service.post("jobs/denoise", large);
    expect([refused.status, await refused.text()]).toEqual([500, expect.not.stringContaining(disk.folder)]);
    expect((await service.post("denoise", large)).status).toBe(500);
    expect(await filesOf(disk.folder)).toEqual(files);
    await service.engine.ready();
    expect(service.engine.load()).toBe(1);
    service.work(echo);
    expect(await service.last(before)).toMatchObject({ state: "completed" });
    await disk.free();
    expect((await service.post("denoise", large)).status).toBe(200);
  });

  it("stops a batch with the reason, and the same command continues without loss", async (test) => {
    const { disk, service } = places(test);
    const top = await mkdtemp(join(tmpdir(), "genericdp-full-"));
    const photos = join(top, "photos");
    await mkdir(photos);
    for (let i = 0; i < 6; i++) await writeFile(join(photos, `${i}.png`), largeFile().fill(i, 0, 9));
    const commands = new Redis(service.redis.url);
    const { engine } = service;
    const book = openBook(commands, "photos");
    const source = await openSource(photos);
    const limits = { maxPixels: 1e6, maxBytes: 1e6, maxWaiting: 100 };
    const enqueue = () => enqueueBatch({ source, book, engine, task: parseTask("denoise"), ...limits });
    await disk.fill(500 * KB);
    await expect(enqueue()).rejects.toThrow("no space left on the device");
    const { waiting, images, lost } = await summarizeBatch(batchImages(book, engine));
    expect([waiting, lost]).toEqual([images, 0]);
    expect(images).toBeLessThan(6);
    expect(Object.values(await filesOf(disk.folder))).toEqual(Array.from({ length: images }, () => 200 * KB));
    service.work(async (job) => ({ ...(await echo(job)), bytes: job.image.slice(0, 60 * KB) }));
    await disk.free();
    expect(await enqueue()).toMatchObject({ listed: 6, known: images, queued: 6 - images });
    const completed = async (): Promise<number> =>
      (await summarizeBatch(batchImages(book, engine))).completed;
    await expect.poll(completed, { timeout: 20_000 }).toBe(6);
    expect(await service.engine.patient()).toBe(0);
    // The same for results, in a folder on the full disk.
    const folder = join(disk.folder, "..", "results");
    const collect = () =>
      collectBatch({ book, engine, folder, format: undefined, onProblem: (_, text) => problems.push(text) });
    const problems: string[] = [];
    await disk.fill(200 * KB);
    const some = await collect();
    expect(some.written + some.problems).toBe(6);
    expect(some.problems).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toContain("no space left on the device");
    const written = await filesOf(folder);
    expect(Object.values(written)).toEqual(Array.from({ length: some.written }, () => 60 * KB));
    await disk.free();
    expect(await collect()).toEqual({ written: some.problems, kept: some.written, problems: 0 });
    commands.disconnect();
    await rm(top, { recursive: true });
  });
});
