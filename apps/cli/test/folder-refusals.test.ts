import { linkSync, mkdirSync, renameSync, symlinkSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { batchPlace, noisy } from "./batch-place.ts";

const { place, denoise } = batchPlace();

describe("before any work", () => {
  beforeAll(async () => {
    for (const name of ["same/a.png", "same/a.jpg", "other/a.png"]) await place.writePicture(name, noisy);
    linkSync(place.path("same/a.png"), place.path("same/hard.webp"));
    renameSync(place.path("same/hard.webp"), place.path("linked.png"));
    mkdirSync(place.path("links"));
    symlinkSync(place.path("same/a.png"), place.path("links/a.png"));
  });

  it.each([
    [["same", "--out-dir", "no", "--format", "png"], "same/a.jpg and same/a.png would both become no/a.png"],
    [["same/a.png", "other", "--out-dir", "no"], "same/a.png and other/a.png would both become no/a.png"],
    [
      ["same", "--out-dir", "no", "--preview"],
      "same/a.jpg and same/a.png would both become no/a.preview.png",
    ],
    [
      ["same", "--out-dir", "same"],
      "output same/a.jpg would replace the input same/a.jpg: use another --out-dir or --suffix",
    ],
    [["same", "--out-dir", "same", "--force"], "would replace the input"],
    [["same/a.jpg", "same/a.png", "--out-dir", "same", "--suffix", "", "--force"], "would replace the input"],
    [
      ["same/a.png", "--out-dir", "links", "--force"],
      "output links/a.png would replace the input same/a.png",
    ],
    [["linked.png", "same/a.jpg", "--out-dir", ".", "--suffix", ""], "would replace the input linked.png"],
    [["same", "--out-dir", ""], "expected --out-dir to be a folder, got nothing"],
    [["same", "--out-dir", "no", "--suffix", "/x"], "expected --suffix to be a part of a file name"],
    [
      ["same", "--out-dir", "no", "--format", "gif"],
      "expected --format to be png, jpeg, webp, tiff, avif or npy",
    ],
    [["same", "--out-dir", "no", "--jobs", "0"], "--jobs to be a whole number from 1 to 64, got 0"],
    [
      ["same", "--out-dir", "no", "--quality", "101"],
      "--quality to be a whole number from 1 to 100, got 101",
    ],
    [["same/a.png", "x.png", "--suffix", "s"], "--suffix is for folders: it needs --out-dir"],
    [["same/a.png", "x.png", "--jobs", "2"], "--jobs is for folders: it needs --out-dir"],
  ])("%j: …%s…", async (args, problem) => {
    const before = place.list();
    const outcome = await denoise(...args);
    expect(outcome.stderr).toContain(problem);
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(place.list()).toEqual(before);
  });

  it("reports a folder that cannot be created", async () => {
    const { code, stderr } = await denoise("same/a.png", "--out-dir", "same/a.jpg/out");
    expect(code).toBe(1);
    expect(stderr).toContain("a part of the path is not a folder");
  });
});
