import { readFile, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { batchImages, retryBatch, summarizeBatch } from "../src/batch/batch-images.ts";
import { openSource } from "../src/batch/batch-source.ts";
import type { BatchSource } from "../src/batch/batch-source.ts";
import { collectBatch } from "../src/batch/collect-batch.ts";
import { Refusal } from "../src/engine/picture-job.ts";
import { all, bytesOf, distinctFiles, distinctText, ownBatches } from "./own-batches.ts";
import { NO_REDIS } from "./redis.ts";

const batches = ownBatches();
const { enqueue, folderOf, newBook, settled, work } = batches;

describe("a batch", () => {
  it("ends with consistent counts and a list of failures, which can be retried", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const good = ["good/1.png", "good/2.png", "good/3.png"];
    const folder = await folderOf({
      ...distinctFiles(["bad.png", "worse.png", ...good]),
      "large.png": "x".repeat(1000),
      // Identical to another file.
      "copy.png": "worse copy",
      "copy 2.png": "worse copy",
    });
    await symlink("nowhere", join(folder, "broken.png"));
    const source = await openSource(folder);
    const book = newBook();
    const limits = { maxBytes: 500 };
    expect(await enqueue(source, book, limits)).toMatchObject({ listed: 9, queued: 7, unreadable: 2 });
    let faulty = true;
    const done: string[] = [];
    work((text) => {
      if (text.startsWith("bad")) throw new Refusal("image: it is a poem", 415);
      if (text.startsWith("worse") && faulty) throw new Error("the disk is full");
      done.push(text);
    });
    await settled(book);
    const failures: (readonly [string, string | undefined])[] = [];
    const summary = await summarizeBatch(batchImages(book, batches.engine), ({ path, reason }) =>
      failures.push([path, reason]),
    );
    expect(summary).toEqual({ images: 9, completed: 3, failed: 6, waiting: 0, active: 0, lost: 0 });
    expect(failures.toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ["bad.png", "415 image: it is a poem"],
      ["broken.png", expect.stringContaining("it could not be read: ENOENT")],
      ["copy 2.png", "the disk is full"],
      ["copy.png", "the disk is full"],
      ["large.png", "it could not be read: expected at most 500 bytes, got 1000"],
      ["worse.png", "the disk is full"],
    ]);
    faulty = false;
    expect(await retryBatch(book, batches.engine, { refused: false })).toEqual({
      queued: 2,
      refused: 1,
      struck: 2,
    });
    expect(await settled(book)).toMatchObject({ images: 7, completed: 6, failed: 1 });
    expect(await enqueue(source, book, { maxBytes: 2000 })).toMatchObject({
      queued: 1,
      known: 7,
      unreadable: 1,
    });
    expect(await settled(book)).toMatchObject({ images: 9, completed: 7, failed: 2 });
    expect(await retryBatch(book, batches.engine, { refused: true })).toEqual({
      queued: 1,
      refused: 0,
      struck: 1,
    });
    expect(await settled(book)).toMatchObject({ images: 8, completed: 7, failed: 1 });
    expect(done).toHaveLength(6);
  });

  it("recognises forgotten images by their results, and reports those without one", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const source = await openSource(await folderOf(distinctFiles(["a.png", "b.png"])));
    const book = newBook();
    await enqueue(source, book);
    const [{ id } = {}] = await all(batchImages(book, batches.engine));
    await batches.commands.eval(
      "for _, k in ipairs(redis.call('keys', 'bull:*')) do redis.call('del', k) end",
      0,
    );
    expect(await summarizeBatch(batchImages(book, batches.engine))).toMatchObject({ images: 2, lost: 2 });
    await batches.storage.put(`out/${id}`, bytesOf("result"));
    expect(await summarizeBatch(batchImages(book, batches.engine))).toMatchObject({ completed: 1, lost: 1 });
    expect(await retryBatch(book, batches.engine, { refused: false })).toMatchObject({
      queued: 0,
      struck: 1,
    });
    expect(await enqueue(source, book)).toMatchObject({ queued: 1, known: 1 });
  });

  it("is collected into a folder: each result once, under its image's path, none outside", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const files = distinctFiles(["a.png", "b/c.jpg", "d.png", "../out.png", "e.jpg", "e.jpg.png"]);
    const texts = new Map(Object.entries(files));
    const source: BatchSource = {
      list: async function* () {
        for (const path of texts.keys()) yield { path, bytes: 9, mark: texts.get(path)! };
      },
      read: async (path) => bytesOf(texts.get(path)!),
    };
    const book = newBook();
    await enqueue(source, book);
    let faulty = true;
    work((text) => {
      if (text.startsWith("d") && faulty) throw new Error("the disk is full");
    });
    await settled(book);
    const folder = join(batches.top, "collected");
    const problems: string[] = [];
    const collect = () => {
      problems.length = 0;
      const onProblem = (path: string, problem: string) => problems.push(`${path}: ${problem}`);
      return collectBatch({ book, engine: batches.engine, folder, format: undefined, onProblem });
    };
    expect(await collect()).toEqual({ written: 3, kept: 0, problems: 2 });
    expect(problems.toSorted()).toEqual([
      "../out.png: its path leads out of the folder",
      "e.jpg: its result would be e.jpg.png, which is another image",
    ]);
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual([
      "a.png",
      "b",
      // The worker of this test always returns PNG.
      "b/c.jpg.png",
      "e.jpg.png",
    ]);
    expect(await readFile(join(folder, "b/c.jpg.png"), "utf8")).toBe(files["b/c.jpg"]);
    expect(await collect()).toMatchObject({ written: 0, kept: 3 });
    faulty = false;
    await retryBatch(book, batches.engine, { refused: false });
    texts.set("a.png", distinctText("changed"));
    await enqueue(source, book);
    await settled(book);
    expect(await collect()).toMatchObject({ written: 2, kept: 2 });
    expect(await readFile(join(folder, "a.png"), "utf8")).toBe(texts.get("a.png"));
  });
});
