import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { batchNames, openBook } from "../src/batch/batch-book.ts";
import { embeddedEngine } from "../src/engine/embedded-engine.ts";
import { runBatch } from "../src/run-batch.ts";
import { openStorage } from "../src/storage/storage.ts";
import { ownBatches } from "./own-batches.ts";
import { NO_REDIS } from "./redis.ts";
import { picture } from "./running-app.ts";

const batches = ownBatches();
const { folderOf, settled } = batches;

describe("genericdp-batch", () => {
  const run = (...args: string[]) => runAt(batches.redis.url, ...args);
  async function runAt(queue: string, ...args: string[]) {
    const said = { out: "", err: "" };
    const hear = (stream: "out" | "err") => (text: string | Uint8Array) => {
      said[stream] += String(text);
      return true;
    };
    const spies = [
      vi.spyOn(process.stdout, "write").mockImplementation(hear("out")),
      vi.spyOn(process.stderr, "write").mockImplementation(hear("err")),
    ];
    try {
      const code = await runBatch([...args, "--queue", queue, "--storage", join(batches.top, "files")]);
      return { code, ...said };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  }

  it("processes a folder of images to results", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const folder = await folderOf({ "poem.png": "no image" });
    await writeFile(join(folder, "a.png"), await picture(24, 20));
    const threads = embeddedEngine({ workers: 1 });
    const queued = await run("enqueue", folder, "--name", "album", "--task", "denoise?model=gray-tiny");
    expect(queued).toMatchObject({
      code: 0,
      out: "album: 2 images found, 2 queued, 0 queued before, 0 unreadable\n",
    });
    expect(await batchNames(batches.commands)).toContain("album");
    expect((await run("status")).out).toContain("album: 2 images, 2 waiting\n");
    expect(await run("enqueue", folder, "--name", "album")).toMatchObject({
      code: 1,
      err: "genericdp-batch: the batch album has the task denoise?model=gray-tiny, got denoise\n",
    });
    const files = openStorage(join(batches.top, "files"));
    batches.workWith(threads, files);
    await settled(openBook(batches.commands, "album"));
    expect((await run("status", "album")).out).toContain("2 images, 1 completed, 1 failed\n  poem.png\t415");
    const failures = await run("status", "album", "--failures");
    expect(failures.out).toMatch(/^poem\.png\t415 .*\n$/);
    expect((await run("retry", "album")).out).toBe(
      "album: 0 queued again, 1 refused images left (--refused)\n",
    );
    const collected = join(batches.top, "album");
    expect(await run("collect", "album", collected)).toMatchObject({
      code: 0,
      out: "album: 1 results written, 0 already there\n",
    });
    const { bytes } = await threads.run({
      task: "denoise",
      image: await picture(24, 20),
      options: { model: "gray-tiny" },
      maxPixels: 5e7,
    });
    expect(new Uint8Array(await readFile(join(collected, "a.png")))).toEqual(new Uint8Array(bytes!));
    expect((await stat(join(folder, "a.png"))).isFile()).toBe(true);
    expect((await run("forget", "album")).code).toBe(0);
    expect((await run("status", "album")).err).toContain("there is no batch album");
    await threads.close();
  });

  it.each([
    [["enqueue", ".", "--name", "x", "--task", "paint"], "expected one of restore, denoise"],
    [["enqueue", "./none", "--name", "x"], "expected a folder"],
    [["enqueue", "."], "required option '--name <name>' not specified"],
    [["status"], "cannot connect to 127.0.0.1:1"],
  ])("%j: reports the problem and ends", async (args, problem) => {
    const { code, err } = await runAt("redis://127.0.0.1:1", ...args);
    expect([code, err]).toEqual([1, expect.stringContaining(problem)]);
  });
});
