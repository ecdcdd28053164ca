import { readFile, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSource } from "../src/batch/batch-source.ts";
import { parseTask } from "../src/batch/parse-task.ts";
import { startBucket } from "./own-bucket.ts";
import { all, bytesOf, distinctFiles, ownBatches } from "./own-batches.ts";

const batches = ownBatches();
const { folderOf } = batches;

describe("a source", () => {
  it("has the images of a folder and its subfolders, without hidden ones and linked folders", async () => {
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

  it("gives a file a mark that changes with it", async () => {
    const folder = await folderOf({ "a.png": "one", "b.png": "one" });
    const source = await openSource(folder);
    const marks = async (): Promise<Record<string, string>> =>
      Object.fromEntries((await all(source.list())).map(({ path, mark }) => [path, mark]));
    const before = await marks();
    await utimes(join(folder, "a.png"), 1, 1);
    const after = await marks();
    expect([after["a.png"] === before["a.png"], after["b.png"] === before["b.png"]]).toEqual([false, true]);
  });

  it("can be a bucket", async () => {
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
  it("is written as in the service's paths", () => {
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
    ["inpaint", "expected one of restore, denoise, deblur, upscale, deblock"],
    ["constructor", "expected one of restore, denoise"],
    ["", "expected one of restore, denoise"],
    ["denoise?noiselevel=5", "--task denoise"],
    ["denoise?noiseLevel=-5", "--task denoise: noiseLevel"],
    ["upscale?scale=99", "--task upscale: scale"],
    ["upscale", "--task upscale"],
  ])("is rejected if invalid: %s", (text, message) => {
    expect(() => parseTask(text)).toThrow(message);
  });
});
