import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { batchImages, summarizeBatch } from "../src/batch/batch-images.ts";
import { openSource } from "../src/batch/batch-source.ts";
import type { BatchSource } from "../src/batch/batch-source.ts";
import type { PictureJob } from "../src/engine/picture-job.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import { all, bytesOf, distinctFiles, distinctText, ownBatches } from "./own-batches.ts";
import { NO_REDIS } from "./redis.ts";

const batches = ownBatches();
const { enqueue, folderOf, newBook, settled, work } = batches;

describe("a batch", () => {
  it("queues every image once, wherever it is interrupted, and reads none again", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const paths = Array.from({ length: 60 }, (_, i) => `${i % 7}/${i}.png`);
    const files = distinctFiles(paths);
    const folder = await openSource(await folderOf(files));
    const read: string[] = [];
    const source: BatchSource = {
      ...folder,
      read: async (path) => {
        read.push(path);
        return folder.read(path);
      },
    };
    const book = newBook();
    const before = await batches.engine.patient();
    for (const most of [1, 17]) {
      const stop = new AbortController();
      await enqueue(source, book, {
        signal: stop.signal,
        onProgress: ({ queued }: { queued: number }) => queued >= most && stop.abort(),
      });
    }
    const interrupted = read.length;
    expect(interrupted).toBeGreaterThanOrEqual(18);
    expect(interrupted).toBeLessThan(60);
    const counts = await enqueue(source, book);
    expect(counts).toEqual({ listed: 60, queued: 60 - interrupted, known: interrupted, unreadable: 0 });
    expect(read.toSorted()).toEqual(paths.toSorted());
    expect((await batches.engine.patient()) - before).toBe(60);
    expect(await summarizeBatch(batchImages(book, batches.engine))).toMatchObject({
      images: 60,
      waiting: 60,
    });
    work();
    expect(await settled(book)).toMatchObject({ images: 60, completed: 60 });
    // Identical content is the same job; a changed file is a new one.
    const again = await enqueue(source, newBook());
    expect(again).toMatchObject({ queued: 60 });
    expect(read).toHaveLength(120);
  });

  it("queues changed files again", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const folder = await folderOf(distinctFiles(["a.png", "b.png"]));
    const source = await openSource(folder);
    const book = newBook();
    await enqueue(source, book);
    const ids = async (): Promise<Record<string, string | undefined>> =>
      Object.fromEntries((await all(batchImages(book, batches.engine))).map(({ path, id }) => [path, id]));
    const before = await ids();
    await writeFile(join(folder, "b.png"), distinctText("changed"));
    expect(await enqueue(source, book)).toEqual({ listed: 2, queued: 1, known: 1, unreadable: 0 });
    const after = await ids();
    expect([after["a.png"] === before["a.png"], after["b.png"] === before["b.png"]]).toEqual([true, false]);
    work();
    await settled(book);
  });

  it("never exceeds the number of waiting images", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const source = await openSource(
      await folderOf(distinctFiles(Array.from({ length: 30 }, (_, i) => `${i}.png`))),
    );
    const book = newBook();
    let [most, started] = [0, false];
    const enqueuing = enqueue(source, book, {
      maxWaiting: 10,
      onProgress: async ({ queued }: { queued: number }) => {
        if (queued === 10 && !started) {
          started = true;
          expect(await batches.engine.patient()).toBe(10);
          work();
        }
        most = Math.max(most, await batches.engine.patient());
      },
    });
    expect(await enqueuing).toMatchObject({ queued: 30 });
    expect(most).toBeLessThanOrEqual(10);
    expect(await settled(book)).toMatchObject({ completed: 30 });
  });

  it("counts every image once, even while others are added", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const book = newBook();
    const add = async (from: number, count: number): Promise<void> => {
      const paths = Array.from({ length: count }, (_, i) => `${from + i}.png`);
      await Promise.all(paths.map(async (path) => book.write(path, { mark: "1", id: path })));
    };
    await add(0, 500);
    const seen: string[] = [];
    let added = 500;
    for await (const page of book.pages()) {
      seen.push(...page.map(([path]) => path));
      if (added < 5000) await add(added, 50);
      added += 50;
    }
    expect(new Set(seen).size).toBe(seen.length);
    const before = new Set(seen);
    for (let i = 0; i < 500; i++) expect(before.has(`${i}.png`)).toBe(true);
    await book.remove();
    expect((await all(book.pages())).flat()).toEqual([]);
  });
});

it("gives priority to pictures that clients wait for, and does not take up their room", async (test) => {
  test.skip(NO_REDIS !== undefined, NO_REDIS);
  const server = queueEngine({ redis: batches.redis.url, storage: batches.storage, maxQueue: 2 });
  const job = (text: string): PictureJob => ({
    task: "denoise",
    image: bytesOf(text),
    options: {},
    maxPixels: 1e6,
  });
  const files = Object.values(distinctFiles(Array.from({ length: 5 }, (_, i) => `patient ${i}`)));
  for (const text of files) await server.enqueue(job(text), { patient: true });
  await server.ready();
  expect(server.full()).toBe(undefined);
  expect(server.load()).toBeGreaterThanOrEqual(5);
  const [urgent] = Object.values(distinctFiles(["urgent"]));
  await server.enqueue(job(urgent!));
  // A client requests one of the patient pictures.
  await server.enqueue(job(files[3]!));
  const order: string[] = [];
  work((text) => void order.push(text));
  await vi.waitFor(() => expect(order.length).toBeGreaterThanOrEqual(6), { timeout: 30_000 });
  // Two are processed at a time.
  expect(order.slice(0, 2).toSorted()).toEqual([urgent, files[3]].toSorted());
  await server.close();
});
