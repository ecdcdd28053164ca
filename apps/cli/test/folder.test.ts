import { mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { readImage } from "@genericdp/image/node";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { MODEL, batchPlace, noisy } from "./batch-place.ts";
import { runCli } from "./run-cli.ts";
import { picture, withNoise } from "./scratch.ts";

const { place, denoise, outputs } = batchPlace();

function events(stdout: string): Record<string, unknown>[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("genericdp denoise --out-dir", () => {
  it("restores files and folders as if one by one, and prints a summary", async () => {
    const { code, stdout, stderr } = await denoise("photos", "photos/trip/c.png", "--out-dir", "plain");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(outputs("plain")).toEqual(["a.png", "b.jpg", "c.png"]);
    const lines = stdout.trim().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^photos\/\S+ → plain\/\S+: 40×32 gray, noise level 15, [\d.]+ s$/);
    expect(lines[3]).toMatch(/^3 done, 0 skipped, 0 failed, 1 left out; [\d.]+ s$/);
    await denoise("photos/a.png", "single.png");
    expect(readFileSync(place.path("plain/a.png"))).toEqual(readFileSync(place.path("single.png")));
  });

  it("searches subfolders on request, and keeps their structure", async () => {
    const { code } = await denoise("photos", "--recursive", "--out-dir", "whole", "--jobs", "3");
    expect(code).toBe(0);
    expect(outputs("whole")).toEqual(["a.png", "b.jpg", "trip/c.png", "trip/deep/d.tiff"]);
  });

  it("does not search the output folder, and does not follow cycles", async () => {
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

  it("writes next to the inputs under other names, and does not treat those as inputs", async () => {
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
  ])("writes %s on request", async (format, ...names) => {
    const { code } = await denoise("photos", "--out-dir", `as-${format}`, "--format", format);
    expect(code).toBe(0);
    expect(outputs(`as-${format}`)).toEqual(names);
    const [type] = [(await readImage(place.path(`as-${format}/${names[0]}`))).format];
    expect(type).toBe(format === "tif" ? "tiff" : format);
  });

  it("uses the given quality", async () => {
    for (const quality of ["30", "95"]) {
      await denoise("photos/b.jpg", "--out-dir", `q${quality}`, "--quality", quality);
      await denoise("photos/b.jpg", `q${quality}.jpg`, "--quality", quality);
    }
    const size = (name: string): number => statSync(place.path(name)).size;
    expect(size("q30/b.jpg")).toBeLessThan(size("q95/b.jpg"));
    expect(size("q30/b.jpg")).toBe(size("q30.jpg"));
  });

  it("estimates the noise level of each image separately", async () => {
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

  it("continues after failing files, reports each, and exits with code 1", async () => {
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

  it("rejects transparency for JPEG, and continues", async () => {
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

  it("shows a status line on a terminal, and clears it", async () => {
    const args = ["denoise", "photos", "--out-dir", "terminal", ...MODEL];
    const { stderr } = await runCli(args, place.folder, { isTTY: true });
    expect(stderr).toMatch(/0\/2 files · photos\/\S+ \d+ %/);
    expect(stderr.split("\r\u001B[K").at(-1)).toBe("");
  });

  it("leaks no tensors", async () => {
    const before = memory().numTensors;
    await denoise("photos", "--recursive", "--out-dir", "tensors");
    expect(memory().numTensors).toBe(before);
  });
});

describe("the other commands", () => {
  it.each([
    ["deblur", ["--kernel", "gaussian:1"], 40],
    ["upscale", ["--scale", "2"], 80],
    ["inpaint", ["--missing", "mask.png"], 40],
  ] as const)("%s accepts folders too", async (command, more, width) => {
    const mask = picture(40, 32);
    await place.writePicture("mask.png", { ...mask, data: mask.data.map((_, i) => (i % 7 === 0 ? 255 : 0)) });
    const args = [command, "photos", "--out-dir", `by-${command}`, "--iterations", "2", ...MODEL, ...more];
    expect(await runCli(args, place.folder)).toMatchObject({ code: 0, stderr: "" });
    expect(outputs(`by-${command}`)).toEqual(["a.png", "b.jpg"]);
    expect(await readImage(place.path(`by-${command}/a.png`))).toMatchObject({ width });
    expect((await runCli(args, place.folder)).stdout).toContain("0 done, 2 skipped");
  });

  it("notice a changed kernel file of the same name", async () => {
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
