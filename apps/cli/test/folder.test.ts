import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { readImage } from "@genericdp/image/node";
import { memory } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finish, runCli, startCli } from "./run-cli.ts";
import type { Outcome } from "./run-cli.ts";
import { picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());
const noisy = withNoise(picture(40, 32), 15);

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  for (const name of ["a.png", "b.jpg", "trip/c.png", "trip/deep/d.tiff"]) {
    await place.writePicture(`photos/${name}`, noisy);
  }
  place.write("photos/readme.txt", "no image, and nobody asks for it");
  place.write("photos/.hidden.png", "no image either");
});

const MODEL = ["--model", "small.genericdp", "--sigma", "15"];

function denoise(...args: readonly string[]): Promise<Outcome> {
  return runCli(["denoise", ...args, ...MODEL], place.folder);
}

/** Files of a folder, without the record. */
function outputs(folder: string): string[] {
  return place
    .list()
    .filter((name) => name.startsWith(`${folder}/`) && statSync(place.path(name)).isFile())
    .map((name) => name.slice(folder.length + 1))
    .filter((name) => name !== ".genericdp.jsonl");
}

function events(stdout: string): Record<string, unknown>[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("genericdp denoise --out-dir", () => {
  it("restores files and folders as one by one, and sums up", async () => {
    const { code, stdout, stderr } = await denoise("photos", "photos/trip/c.png", "--out-dir", "plain");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(outputs("plain")).toEqual(["a.png", "b.jpg", "c.png"]);
    const lines = stdout.trim().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^photos\/\S+ → plain\/\S+: 40×32 gray, noise level 15, [\d.]+ s$/);
    expect(lines[3]).toMatch(/^3 done, 0 skipped, 0 failed, 1 left out; 0\.0 MP in [\d.]+ s, [\d.]+ MP\/s$/);
    await denoise("photos/a.png", "single.png");
    expect(readFileSync(place.path("plain/a.png"))).toEqual(readFileSync(place.path("single.png")));
  });

  it("looks into folders when told to, and keeps them apart", async () => {
    const { code } = await denoise("photos", "--recursive", "--out-dir", "whole", "--jobs", "3");
    expect(code).toBe(0);
    expect(outputs("whole")).toEqual(["a.png", "b.jpg", "trip/c.png", "trip/deep/d.tiff"]);
  });

  it("does not look into the folder of outputs, nor in circles", async () => {
    await place.writePicture("own/a.png", noisy);
    symlinkSync(place.path("own"), place.path("own/loop"));
    for (let run = 0; run < 2; run++) {
      const { code, stdout } = await denoise("own", "--recursive", "--out-dir", "own/clean", "--json");
      expect(code).toBe(0);
      expect(events(stdout)).toHaveLength(2);
      await place.writePicture("own/clean/alien.png", noisy);
    }
    expect(outputs("own/clean")).toEqual(["a.png", "alien.png"]);
  });

  it("writes beside the inputs under other names, and does not take those for inputs", async () => {
    await place.writePicture("beside/a.png", noisy);
    const args = ["beside", "beside/a.png", "--out-dir", "beside", "--suffix", "-clean"];
    expect(await denoise(...args)).toMatchObject({ code: 0 });
    const again = await denoise(...args, "beside/a-clean.png");
    expect(again.stdout).toContain("0 done, 1 skipped, 0 failed");
    expect(outputs("beside")).toEqual(["a-clean.png", "a.png"]);
  });

  it.each([
    ["png", "a.png", "b.png"],
    ["jpeg", "a.jpg", "b.jpg"],
    ["webp", "a.webp", "b.webp"],
    ["tif", "a.tif", "b.tif"],
  ])("writes %s when asked to", async (format, ...names) => {
    const { code } = await denoise("photos", "--out-dir", `as-${format}`, "--format", format);
    expect(code).toBe(0);
    expect(outputs(`as-${format}`)).toEqual(names);
    const [type] = [(await readImage(place.path(`as-${format}/${names[0]}`))).format];
    expect(type).toBe(format === "tif" ? "tiff" : format);
  });

  it("takes the quality", async () => {
    for (const quality of ["30", "95"]) {
      await denoise("photos/b.jpg", "--out-dir", `q${quality}`, "--quality", quality);
      await denoise("photos/b.jpg", `q${quality}.jpg`, "--quality", quality);
    }
    const size = (name: string): number => statSync(place.path(name)).size;
    expect(size("q30/b.jpg")).toBeLessThan(size("q95/b.jpg"));
    expect(size("q30/b.jpg")).toBe(size("q30.jpg"));
  });

  it("estimates the noise level of each image by itself", async () => {
    for (const level of [6, 25]) {
      await place.writePicture(`levels/${level}.png`, withNoise(picture(64, 64), level));
    }
    const args = ["denoise", "levels", "--out-dir", "level", "--model", "small.genericdp", "--json"];
    const { stdout } = await runCli([...args, "--sigma", "auto"], place.folder);
    const files = events(stdout).filter(({ event }) => event === "file");
    for (const { input, noiseLevel, estimated } of files) {
      expect(estimated).toBe(true);
      expect(Math.abs(Number(noiseLevel) - Number(/\d+/.exec(String(input))![0]))).toBeLessThan(3);
    }
    expect(files).toHaveLength(2);
  });

  it("continues after files that fail, reports each, and ends with exit code 1", async () => {
    place.write("mixed/cut.png", readFileSync(place.path("photos/a.png")).subarray(0, 300));
    await place.writePicture("mixed/good.png", noisy);
    place.write("mixed/text.jpg", "no image");
    mkdirSync(place.path("void/deeper"), { recursive: true });
    const paths = ["mixed", "void", "nowhere.png", "small.genericdp"];
    const { code, stdout, stderr } = await denoise(...paths, "--out-dir", "mixed-out");
    expect(code).toBe(1);
    expect(outputs("mixed-out")).toEqual(["good.png"]);
    expect(stdout).toMatch(/1 done, 0 skipped, 5 failed; /);
    const lines = stderr.trim().split("\n").toSorted();
    expect(lines).toHaveLength(6);
    for (const [i, text] of [
      "genericdp: 5 of 6 files failed",
      "mixed/cut.png: damaged png",
      "mixed/text.jpg: it is text, not an image",
      "nowhere.png: no such file or folder",
      "void: it contains no images (--recursive includes its subfolders)",
      "the name of small.genericdp has no image extension: use --format",
    ].entries()) {
      expect(lines[i]).toContain(text);
    }
    const json = await denoise("mixed", "--out-dir", "mixed-out", "--json");
    const statuses = events(json.stdout).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(["failed", "failed", "skipped", undefined]);
    expect(events(json.stdout).at(-1)).toMatchObject({ event: "summary", done: 0, skipped: 1, failed: 2 });
    expect(json).toMatchObject({ code: 1, stderr: "genericdp: 2 of 3 files failed\n" });
  });

  it("refuses transparency for JPEG, and goes on", async () => {
    const alpha = new Float32Array(40 * 32).fill(100);
    await place.writePicture("clear/a.png", { ...noisy, alpha });
    await place.writePicture("clear/b.png", noisy);
    const { code, stderr } = await denoise("clear", "--out-dir", "opaque", "--format", "jpeg");
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${place.path("opaque/a.jpg")}: the image has transparency, which JPEG does not hold`,
    );
    expect(outputs("opaque")).toEqual(["b.jpg"]);
  });

  it("shows a status line on a terminal, and tidies it away", async () => {
    const args = ["denoise", "photos", "--out-dir", "terminal", ...MODEL];
    const { stderr } = await runCli(args, place.folder, { isTTY: true });
    expect(stderr).toMatch(/0\/2 files · photos\/\S+ \d+ %/);
    expect(stderr.split("\r\u001B[K").at(-1)).toBe("");
  });

  it("keeps no tensor", async () => {
    const before = memory().numTensors;
    await denoise("photos", "--recursive", "--out-dir", "tensors");
    expect(memory().numTensors).toBe(before);
  });
});

describe("a second run", () => {
  const run = async (...more: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await denoise("again", "--out-dir", "again-out", ...more);
    return `${stdout.trim().split("\n").at(-1)!.replace(/;.*/, "")}${stderr}`;
  };

  it("skips what is done from the same input in the same way, and nothing else", async () => {
    for (const name of ["a.png", "b.png", "c.png"]) await place.writePicture(`again/${name}`, noisy);
    expect(await run()).toBe("3 done, 0 skipped, 0 failed");
    const before = statSync(place.path("again-out/a.png")).mtimeMs;
    expect(await run()).toBe("0 done, 3 skipped, 0 failed");
    expect(statSync(place.path("again-out/a.png")).mtimeMs).toBe(before);
    // Another input, an output that is gone, a new input.
    await place.writePicture("again/a.png", picture(40, 32));
    rmSync(place.path("again-out/b.png"));
    await place.writePicture("again/d.png", noisy);
    expect(await run()).toBe("3 done, 1 skipped, 0 failed");
    expect(await run()).toBe("0 done, 4 skipped, 0 failed");
    // Other settings, and back.
    expect(await run("--strength", "1.2")).toBe("4 done, 0 skipped, 0 failed");
    expect(await run()).toBe("4 done, 0 skipped, 0 failed");
    expect(await run("--force")).toBe("4 done, 0 skipped, 0 failed");
    // Another program, or another command, made the same names.
    expect(await run("--self-ensemble")).toBe("4 done, 0 skipped, 0 failed");
    expect(await run("--jobs", "1", "--json")).toContain('"done":4,"skipped":0');
  });

  it("notices an input that was put in place of another with its time", async () => {
    const { atime, mtime } = statSync(place.path("again/a.png"));
    await place.writePicture("again/a.png", withNoise(picture(40, 32), 30));
    utimesSync(place.path("again/a.png"), atime, mtime);
    expect(await run()).toBe("1 done, 3 skipped, 0 failed");
  });

  it("does again what it cannot know to be done", async () => {
    await denoise("again", "--out-dir", "cut-out");
    const record = readFileSync(place.path("cut-out/.genericdp.jsonl"), "utf8");
    const lines = record.trim().split("\n");
    expect(lines).toHaveLength(4);
    // The power went while the last line was written: its output is not ours for all we know.
    place.write("cut-out/.genericdp.jsonl", record.slice(0, -20));
    const { code, stderr } = await denoise("again", "--out-dir", "cut-out");
    expect(code).toBe(1);
    expect(stderr).toMatch(/it exists and is not the unchanged output of a run: --force replaces it/);
    expect((await denoise("again", "--out-dir", "cut-out", "--force")).code).toBe(0);
    // Nor do lines that say nothing spoil the others.
    appendFileSync(place.path("cut-out/.genericdp.jsonl"), 'null\n{"files":{"a.png":1}}\n[]\n{\n');
    expect((await denoise("again", "--out-dir", "cut-out")).stdout).toContain("0 done, 4 skipped, 0 failed");
  });

  it("never replaces what no run wrote or somebody changed, unless forced to", async () => {
    place.write("taken-out/a.png", "precious");
    const taken = await denoise("photos", "--out-dir", "taken-out");
    expect(taken.code).toBe(1);
    expect(taken.stdout).toContain("1 done, 0 skipped, 1 failed");
    expect(readFileSync(place.path("taken-out/a.png"), "utf8")).toBe("precious");
    place.write("taken-out/b.jpg", "retouched");
    const changed = await denoise("photos", "--out-dir", "taken-out", "--strength", "0.5");
    expect(changed.stdout).toContain("0 done, 0 skipped, 2 failed");
    expect(readFileSync(place.path("taken-out/b.jpg"), "utf8")).toBe("retouched");
    const forced = await denoise("photos", "--out-dir", "taken-out", "--strength", "0.5", "--force");
    expect(forced.code).toBe(0);
    expect(await readImage(place.path("taken-out/a.png"))).toMatchObject({ width: 40 });
  });

  it(
    "goes on where the first was interrupted, which left whole files only",
    { timeout: 180_000 },
    async () => {
      const names = Array.from({ length: 30 }, (_, i) => `many/${String(i).padStart(2, "0")}.png`);
      for (const name of names) await place.writePicture(name, withNoise(picture(160, 120, 3), 15));
      const args = ["denoise", "many", "--out-dir", "many-out", ...MODEL];
      const child = startCli(args, { cwd: place.folder });
      const outcome = finish(child);
      while (!existsSync(place.path("many-out/01.png")))
        await new Promise((resolve) => setTimeout(resolve, 5));
      child.kill("SIGINT");
      const { code, stdout, stderr } = await outcome;
      expect({ code, stderr }).toEqual({ code: 130, stderr: "genericdp: interrupted\n" });
      const done = outputs("many-out");
      expect(done.length).toBeGreaterThan(0);
      expect(done.length).toBeLessThan(30);
      expect(stdout).toMatch(new RegExp(`interrupted: ${done.length} done, 0 skipped, 0 failed`));
      for (const name of done) {
        expect(name).toMatch(/^\d\d\.png$/);
        expect(await readImage(place.path(`many-out/${name}`))).toMatchObject({ width: 160, height: 120 });
      }
      const rest = await denoise("many", "--out-dir", "many-out");
      expect(rest.stdout).toContain(`${30 - done.length} done, ${done.length} skipped, 0 failed`);
    },
  );
});

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

  it("says where no folder can be", async () => {
    const { code, stderr } = await denoise("same/a.png", "--out-dir", "same/a.jpg/out");
    expect(code).toBe(1);
    expect(stderr).toContain("a part of the path is not a folder");
  });
});

describe("the other commands", () => {
  it.each([
    ["deblur", ["--kernel", "gaussian:1"], 40],
    ["upscale", ["--scale", "2"], 80],
    ["inpaint", ["--missing", "mask.png"], 40],
  ] as const)("%s takes folders too", async (command, more, width) => {
    const mask = picture(40, 32);
    await place.writePicture("mask.png", { ...mask, data: mask.data.map((_, i) => (i % 7 === 0 ? 255 : 0)) });
    const args = [command, "photos", "--out-dir", `by-${command}`, "--iterations", "2", ...MODEL, ...more];
    expect(await runCli(args, place.folder)).toMatchObject({ code: 0, stderr: "" });
    expect(outputs(`by-${command}`)).toEqual(["a.png", "b.jpg"]);
    expect(await readImage(place.path(`by-${command}/a.png`))).toMatchObject({ width });
    expect((await runCli(args, place.folder)).stdout).toContain("0 done, 2 skipped");
  });

  it("notice another kernel file of the same name", async () => {
    const run = async (): Promise<string> => {
      const args = ["deblur", "photos/a.png", "--out-dir", "kernels", "--iterations", "2", ...MODEL];
      return (await runCli([...args, "--kernel", "kernel.png"], place.folder)).stdout;
    };
    const kernel = (level: number) => ({
      ...picture(3, 3),
      data: new Float32Array(9).fill(9).with(4, level),
    });
    await place.writePicture("kernel.png", kernel(90));
    await run();
    expect(await run()).toContain("1 skipped");
    await place.writePicture("kernel.png", kernel(50));
    expect(await run()).toContain("1 done");
  });
});
