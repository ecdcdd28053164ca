import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { batchNames, openBook } from "../src/batch/batch-book.ts";
import type { BatchBook } from "../src/batch/batch-book.ts";
import { batchImages, retryBatch, summarizeBatch } from "../src/batch/batch-images.ts";
import { openSource } from "../src/batch/batch-source.ts";
import type { BatchSource } from "../src/batch/batch-source.ts";
import { collectBatch } from "../src/batch/collect-batch.ts";
import { enqueueBatch } from "../src/batch/enqueue-batch.ts";
import { parseTask } from "../src/batch/parse-task.ts";
import { Refusal } from "../src/engine/picture-job.ts";
import type { PictureJob } from "../src/engine/picture-job.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import type { QueueEngine } from "../src/queue/queue-engine.ts";
import { queueWorker } from "../src/queue/queue-worker.ts";
import { openStorage } from "../src/storage/storage.ts";
import type { FileStorage } from "../src/storage/storage.ts";
import { runBatch } from "../src/run-batch.ts";
import { startBucket } from "./own-bucket.ts";
import { NO_REDIS, startRedis } from "./redis.ts";
import type { OwnRedis } from "./redis.ts";
import { picture } from "./running-app.ts";

let redis: OwnRedis;
let commands: Redis;
let storage: FileStorage;
let engine: QueueEngine;
let top: string;
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "genericdp-batch-"));
  if (NO_REDIS !== undefined) return;
  redis = await startRedis();
  commands = new Redis(redis.url);
  storage = openStorage(join(redis.folder, "files"));
  engine = queueEngine({ redis: redis.url, storage, attempts: 1 });
});
const workers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
});
afterAll(async () => {
  await engine?.close();
  commands?.disconnect();
  await redis?.stop();
  await rm(top, { recursive: true });
});

let distinct = 0;
const newBook = (): BatchBook => openBook(commands, `batch ${distinct++}`);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A folder of files by their paths. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(top, "photos-"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Images that are distinct from those of all other tests. */
function distinctFiles(paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, `${path} ${distinct++}`]));
}

function enqueue(source: BatchSource, book: BatchBook, more: object = {}) {
  const task = parseTask("denoise?noiseLevel=5");
  return enqueueBatch({
    source,
    book,
    engine,
    task,
    maxBytes: 1e6,
    maxPixels: 1e6,
    maxWaiting: 1e6,
    ...more,
  });
}

/** A worker whose results are its images, unless their text says otherwise. */
function work(answer: (text: string) => void = () => undefined): void {
  const run = async ({ image, format = "png" }: PictureJob) => {
    answer(new TextDecoder().decode(image));
    return { bytes: image, format, width: 2, height: 1, channels: 1, noiseLevel: 5 } as const;
  };
  workers.push(
    queueWorker({ redis: redis.url, storage, engine: { run }, concurrency: 2, lockDuration: 2000 }),
  );
}

async function settled(book: BatchBook) {
  return vi.waitFor(
    async () => {
      const summary = await summarizeBatch(batchImages(book, engine));
      expect([summary.waiting, summary.active]).toEqual([0, 0]);
      return summary;
    },
    { timeout: 30_000, interval: 50 },
  );
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("a source", () => {
  it("is the images of a folder and its subfolders, but nothing hidden and no linked folder", async () => {
    const images = ["a.png", "b.JPG", "deep/er/c.webp", "deep/d.tif", "ö ä.gif"];
    const others = ["notes.txt", ".hidden.png", ".cache/x.png", "deep/readme", "png"];
    const folder = await folderOf(distinctFiles([...images, ...others]));
    await symlink(folder, join(folder, "deep/around.png"));
    await symlink(join(folder, "a.png"), join(folder, "link.png"));
    await symlink("nowhere", join(folder, "broken.png"));
    const source = await openSource(folder);
    const found = await all(source.list());
    expect(found.map(({ path }) => path).toSorted()).toEqual(
      [...images, "link.png", "broken.png"].toSorted(),
    );
    expect(new Uint8Array(await source.read("deep/er/c.webp"))).toEqual(
      new Uint8Array(await readFile(join(folder, "deep/er/c.webp"))),
    );
    await expect(openSource(join(folder, "a.png"))).rejects.toThrow("expected a folder");
  });

  it("marks a file with what changes when it does", async () => {
    const folder = await folderOf({ "a.png": "one", "b.png": "one" });
    const source = await openSource(folder);
    const marks = async (): Promise<Record<string, string>> =>
      Object.fromEntries((await all(source.list())).map(({ path, mark }) => [path, mark]));
    const before = await marks();
    await utimes(join(folder, "a.png"), 1, 1);
    const after = await marks();
    expect([after["a.png"] === before["a.png"], after["b.png"] === before["b.png"]]).toEqual([false, true]);
  });

  it("may be a bucket", async () => {
    const bucket = await startBucket();
    for (const key of ["x/a.png", "x/b/c.jpg", "x/.hidden.png", "x/text", "y.png", "x/d.png"]) {
      bucket.files.set(key, bytesOf(key));
    }
    const source = await openSource(bucket.address.replace("?", "/x?"), bucket.env);
    const found = await all(source.list());
    expect(found.map(({ path, bytes }) => [path, bytes])).toEqual([
      ["a.png", 7],
      ["b/c.jpg", 9],
      ["d.png", 7],
    ]);
    expect(new Set(found.map(({ mark }) => mark)).size).toBe(3);
    expect(await source.read("b/c.jpg")).toEqual(bytesOf("x/b/c.jpg"));
    await expect(source.read("gone.png")).rejects.toThrow("no longer in the bucket");
    bucket.close();
  });
});

describe("a task", () => {
  it("is as in the paths of the service", () => {
    expect(parseTask("denoise")).toEqual({ task: "denoise", options: {} });
    expect(parseTask("upscale?scale=2&noiseLevel=1.5&format=webp")).toEqual({
      task: "upscale",
      options: { scale: 2, noiseLevel: 1.5 },
      format: "webp",
    });
    expect(parseTask("denoise?noiseLevel=auto&selfEnsemble=true").options).toEqual({
      noiseLevel: "auto",
      selfEnsemble: true,
    });
  });

  it.each([
    ["inpaint", "expected one of denoise, deblur, upscale, deblock"],
    ["constructor", "expected one of denoise"],
    ["", "expected one of denoise"],
    ["denoise?noiselevel=5", "--task denoise"],
    ["denoise?noiseLevel=-5", "--task denoise: noiseLevel"],
    ["upscale?scale=99", "--task upscale: scale"],
    ["upscale", "--task upscale"],
  ])("that is none is refused: %s", (text, message) => {
    expect(() => parseTask(text)).toThrow(message);
  });
});

describe("a batch", () => {
  it("queues every image once, wherever it was interrupted, and reads none again", async (test) => {
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
    const before = await engine.patient();
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
    expect((await engine.patient()) - before).toBe(60);
    expect(await summarizeBatch(batchImages(book, engine))).toMatchObject({ images: 60, waiting: 60 });
    work();
    expect(await settled(book)).toMatchObject({ images: 60, completed: 60 });
    // Equal contents are the same job; a changed file is a new one.
    const again = await enqueue(source, newBook());
    expect(again).toMatchObject({ queued: 60 });
    expect(read).toHaveLength(120);
  });

  it("takes what has changed again", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const folder = await folderOf(distinctFiles(["a.png", "b.png"]));
    const source = await openSource(folder);
    const book = newBook();
    await enqueue(source, book);
    const ids = async (): Promise<Record<string, string | undefined>> =>
      Object.fromEntries((await all(batchImages(book, engine))).map(({ path, id }) => [path, id]));
    const before = await ids();
    await writeFile(join(folder, "b.png"), `changed ${distinct++}`);
    expect(await enqueue(source, book)).toEqual({ listed: 2, queued: 1, known: 1, unreadable: 0 });
    const after = await ids();
    expect([after["a.png"] === before["a.png"], after["b.png"] === before["b.png"]]).toEqual([true, false]);
    work();
    await settled(book);
  });

  it("never has more waiting than it may", async (test) => {
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
          expect(await engine.patient()).toBe(10);
          work();
        }
        most = Math.max(most, await engine.patient());
      },
    });
    expect(await enqueuing).toMatchObject({ queued: 30 });
    expect(most).toBeLessThanOrEqual(10);
    expect(await settled(book)).toMatchObject({ completed: 30 });
  });

  it("ends by counts that add up and a list of failures, which may be tried again", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const good = ["good/1.png", "good/2.png", "good/3.png"];
    const folder = await folderOf({
      ...distinctFiles(["bad.png", "worse.png", ...good]),
      "large.png": "x".repeat(1000),
      // The same as another.
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
    const summary = await summarizeBatch(batchImages(book, engine), ({ path, reason }) =>
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
    expect(await retryBatch(book, engine, { refused: false })).toEqual({ queued: 2, refused: 1, struck: 2 });
    expect(await settled(book)).toMatchObject({ images: 7, completed: 6, failed: 1 });
    expect(await enqueue(source, book, { maxBytes: 2000 })).toMatchObject({
      queued: 1,
      known: 7,
      unreadable: 1,
    });
    expect(await settled(book)).toMatchObject({ images: 9, completed: 7, failed: 2 });
    expect(await retryBatch(book, engine, { refused: true })).toEqual({ queued: 1, refused: 0, struck: 1 });
    expect(await settled(book)).toMatchObject({ images: 8, completed: 7, failed: 1 });
    expect(done).toHaveLength(6);
  });

  it("knows what the queue has forgotten by its result, and says where that is gone too", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const source = await openSource(await folderOf(distinctFiles(["a.png", "b.png"])));
    const book = newBook();
    await enqueue(source, book);
    const [{ id } = {}] = await all(batchImages(book, engine));
    await commands.eval("for _, k in ipairs(redis.call('keys', 'bull:*')) do redis.call('del', k) end", 0);
    expect(await summarizeBatch(batchImages(book, engine))).toMatchObject({ images: 2, lost: 2 });
    await storage.put(`out/${id}`, bytesOf("result"));
    expect(await summarizeBatch(batchImages(book, engine))).toMatchObject({ completed: 1, lost: 1 });
    expect(await retryBatch(book, engine, { refused: false })).toMatchObject({ queued: 0, struck: 1 });
    expect(await enqueue(source, book)).toMatchObject({ queued: 1, known: 1 });
  });

  it("counts every image once, though others are added meanwhile", async (test) => {
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

  it("is collected into a folder: each result once, by the path of its image, none outside", async (test) => {
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
    const folder = join(top, "collected");
    const problems: string[] = [];
    const collect = () => {
      problems.length = 0;
      const onProblem = (path: string, problem: string) => problems.push(`${path}: ${problem}`);
      return collectBatch({ book, engine, folder, format: undefined, onProblem });
    };
    expect(await collect()).toEqual({ written: 3, kept: 0, problems: 2 });
    expect(problems.toSorted()).toEqual([
      "../out.png: its path leads out of the folder",
      "e.jpg: its result would be e.jpg.png, which is another image",
    ]);
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual([
      "a.png",
      "b",
      // The worker of this test makes PNG of everything.
      "b/c.jpg.png",
      "e.jpg.png",
    ]);
    expect(await readFile(join(folder, "b/c.jpg.png"), "utf8")).toBe(files["b/c.jpg"]);
    expect(await collect()).toMatchObject({ written: 0, kept: 3 });
    faulty = false;
    await retryBatch(book, engine, { refused: false });
    texts.set("a.png", `changed ${distinct++}`);
    await enqueue(source, book);
    await settled(book);
    expect(await collect()).toMatchObject({ written: 2, kept: 2 });
    expect(await readFile(join(folder, "a.png"), "utf8")).toBe(texts.get("a.png"));
  });
});

it("lets the pictures go first that clients wait for, and takes no room from them", async (test) => {
  test.skip(NO_REDIS !== undefined, NO_REDIS);
  const server = queueEngine({ redis: redis.url, storage, maxQueue: 2 });
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
  // A client has come for one of the patient ones.
  await server.enqueue(job(files[3]!));
  const order: string[] = [];
  work((text) => void order.push(text));
  await vi.waitFor(() => expect(order.length).toBeGreaterThanOrEqual(6), { timeout: 30_000 });
  // Two are worked on at a time.
  expect(order.slice(0, 2).toSorted()).toEqual([urgent, files[3]].toSorted());
  await server.close();
});

describe("genericdp-batch", () => {
  const run = (...args: string[]) => runAt(redis.url, ...args);
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
      const code = await runBatch([...args, "--queue", queue, "--storage", join(top, "files")]);
      return { code, ...said };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  }

  it("takes a folder from its images to its results", async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const folder = await folderOf({ "poem.png": "no image" });
    await writeFile(join(folder, "a.png"), await picture(24, 20));
    const { embeddedEngine } = await import("../src/engine/embedded-engine.ts");
    const threads = embeddedEngine({ workers: 1 });
    const queued = await run("enqueue", folder, "--name", "album", "--task", "denoise?model=gray-tiny");
    expect(queued).toMatchObject({
      code: 0,
      out: "album: 2 images found, 2 queued, 0 queued before, 0 unreadable\n",
    });
    expect(await batchNames(commands)).toContain("album");
    expect((await run("status")).out).toContain("album: 2 images, 2 waiting\n");
    expect(await run("enqueue", folder, "--name", "album")).toMatchObject({
      code: 1,
      err: "genericdp-batch: the batch album has the task denoise?model=gray-tiny, got denoise\n",
    });
    const files = openStorage(join(top, "files"));
    workers.push(queueWorker({ redis: redis.url, storage: files, engine: threads, concurrency: 1 }));
    await settled(openBook(commands, "album"));
    expect((await run("status", "album")).out).toContain("2 images, 1 completed, 1 failed\n  poem.png\t415");
    const failures = await run("status", "album", "--failures");
    expect(failures.out).toMatch(/^poem\.png\t415 .*\n$/);
    expect((await run("retry", "album")).out).toBe(
      "album: 0 queued again, 1 refused images left (--refused)\n",
    );
    const collected = join(top, "album");
    expect(await run("collect", "album", collected)).toMatchObject({
      code: 0,
      out: "album: 1 results written, 0 there before\n",
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
    [["enqueue", ".", "--name", "x", "--task", "paint"], "expected one of denoise"],
    [["enqueue", "./none", "--name", "x"], "expected a folder"],
    [["enqueue", "."], "required option '--name <name>' not specified"],
    [["status"], "cannot connect to 127.0.0.1:1"],
  ])("%j: says what is wrong, and ends", async (args, problem) => {
    const { code, err } = await runAt("redis://127.0.0.1:1", ...args);
    expect([code, err]).toEqual([1, expect.stringContaining(problem)]);
  });
});
