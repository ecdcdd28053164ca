import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import { hqs } from "@genericdp/hqs";
import type { Denoiser } from "@genericdp/core";
import { motionKernel } from "@genericdp/operators";
import { setBackend, zerosLike } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageSets } from "../src/paper/images.ts";
import { packagedSets } from "../src/paper/images.ts";
import { deblurringMethods, denoisingMethods } from "../src/paper/methods.ts";
import type { DeblurringMethod, DenoisingMethod } from "../src/paper/methods.ts";
import { reproducePaper } from "../src/paper/paper.ts";
import { TABLE_1, TABLE_2, TABLE_3 } from "../src/paper/published.ts";
import { describeRemaining, remainingTime } from "../src/paper/remaining-time.ts";
import { openResults } from "../src/paper/results.ts";
import { runTrials } from "../src/paper/run-trials.ts";
import { measuredRow } from "../src/paper/table.ts";
import type { Trial } from "../src/paper/trials.ts";

const folder = mkdtempSync(join(tmpdir(), "genericdp-paper-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  await setBackend("cpu");
});

const quiet = { write: (): void => undefined };
let files = 0;
const newFile = (): string => join(folder, `results-${files++}.jsonl`);

function trial(key: string, part: Partial<Trial> & { seconds?: number; psnr?: number } = {}): Trial {
  const { seconds = 2, psnr = 30, ...rest } = part;
  const run = async () => ({ psnr, ssim: 0.9, seconds });
  return { key, group: "g", label: key, megapixels: 1, guess: 1, run, ...rest };
}

describe("results", () => {
  it("are saved immediately and measured only once", async () => {
    const file = newFile();
    const runs: string[] = [];
    const counted = (key: string): Trial => {
      const own = trial(key);
      return { ...own, run: () => (runs.push(key), own.run()) };
    };
    const failing = trial("c", { run: () => Promise.reject(new Error("power cut")) });
    await expect(
      runTrials([counted("a"), counted("b"), failing], await openResults(file), quiet),
    ).rejects.toThrow("power cut");
    await runTrials([counted("a"), counted("b"), counted("c")], await openResults(file), quiet);
    expect(runs).toEqual(["a", "b", "c"]);
  });

  it("lose only a line that was cut short", async () => {
    const file = newFile();
    await runTrials([trial("a")], await openResults(file), quiet);
    appendFileSync(file, '{"key":"b","psnr":31');
    const results = await openResults(file);
    expect([results.get("a")?.psnr, results.get("b")]).toEqual([30, undefined]);
    await results.add("b", { psnr: 31, ssim: 0.9, seconds: 1 });
    expect((await openResults(file)).get("b")?.psnr).toBe(31);
  });

  it("name the invalid line", async () => {
    const file = newFile();
    writeFileSync(file, '{"key":"a","psnr":1,"ssim":1,"seconds":1}\n{"key":"b"}\n');
    await expect(openResults(file)).rejects.toThrow(`${file}:2: expected a measurement, got {"key":"b"}`);
  });
});

describe("the time that remains", () => {
  it("is exact if speeds are known", async () => {
    const results = await openResults(newFile());
    const trials = [
      trial("a", { seconds: 3 }),
      trial("b", { megapixels: 2 }),
      trial("c", { megapixels: 0.5 }),
    ];
    await runTrials(trials.slice(0, 1), results, quiet);
    expect(remainingTime(trials, results)).toEqual({ seconds: 7.5, known: 7.5 });
  });

  it("is guessed for others from the speed of this machine", async () => {
    const results = await openResults(newFile());
    const trials = [trial("a", { seconds: 4 }), trial("b", { group: "h", guess: 10, megapixels: 0.5 })];
    expect(remainingTime(trials, results)).toEqual({ seconds: 6, known: 0 });
    await runTrials(trials.slice(0, 1), results, quiet);
    expect(remainingTime(trials, results)).toEqual({ seconds: 20, known: 0 });
  });

  it("is reported together with the guessed share", () => {
    expect(describeRemaining({ seconds: 45.2, known: 45.2 })).toBe("about 46 seconds left");
    expect(describeRemaining({ seconds: 600, known: 300 })).toBe(
      "about 10 minutes left, 50 % of that a guess",
    );
    expect(describeRemaining({ seconds: 9000, known: 9000 })).toBe("about 2.5 hours left");
  });
});

it("a cell is the mean of all its trials, or empty", async () => {
  const results = await openResults(newFile());
  const [a, b, c] = [trial("a", { psnr: 30 }), trial("b", { psnr: 32, seconds: 4 }), trial("c")];
  await runTrials([a, b], results, quiet);
  const { figures, seconds } = measuredRow("m", [[a, b], [b, c], []], results);
  expect(figures).toEqual([{ psnr: 31, ssim: 0.9 }, undefined, undefined]);
  expect(seconds).toBe(3);
});

const constant: Denoiser = {
  name: "black",
  noiseRange: { min: 0.01, max: 100 },
  denoise: (x) => zerosLike(x),
};
const black: DenoisingMethod = {
  id: "bm3d",
  label: "black",
  version: "1",
  guess: 1,
  denoiser: (level) => (level > 40 ? undefined : constant),
};
const blackPrior: DeblurringMethod = {
  id: "black",
  label: "black prior",
  version: "1",
  guess: 1,
  solver: (operator, noiseLevel) => hqs({ operator, denoiser: constant, noiseLevel, iterations: 1 }),
};
const plane = {
  name: "a.png",
  width: 16,
  height: 12,
  data: Float32Array.from({ length: 192 }, (_, i) => 60 + i / 2),
};
const sets: ImageSets = {
  name: "test",
  denoising: [plane],
  deblurring: [plane],
  kernels: [{ name: "k", kernel: motionKernel(3, 0) }],
};
const options = {
  sets,
  denoising: [black],
  deblurring: [blackPrior],
  trained: [],
  curve: { levels: [5, 7], methods: ["bm3d"] },
  example: "a.png",
  introduction: ["a < b"],
  progress: quiet,
};

describe("the page", () => {
  it("is self-contained, has every table, and is the same from saved results", async () => {
    const out = join(folder, "paper");
    const page = readFileSync(await reproducePaper({ ...options, out }), "utf8");
    const record = JSON.parse(readFileSync(join(out, "paper.json"), "utf8"));
    // A black image has a known mean squared error.
    const error = plane.data.reduce((sum, value) => sum + value ** 2, 0) / plane.data.length;
    const expected = 10 * Math.log10(255 ** 2 / error);
    const own = record.tables[1].rows.find((row: { label: string }) => row.label === "black");
    for (const k of [0, 1, 2]) expect(own.figures[k].psnr).toBeCloseTo(expected, 4);
    expect(own.figures[3] ?? undefined).toBeUndefined();
    expect(record.tables[1].rows.indexOf(own)).toBe(1);
    expect(record.curves[0].points.map(([level]: number[]) => level)).toEqual([5, 7]);

    for (const { label } of [TABLE_1, TABLE_2, TABLE_3].flatMap((table) => Object.values(table))) {
      expect(page).toContain(`${label}, published`);
    }
    expect(page).toContain("a &lt; b");
    // Full and enlarged pictures: one original without a method for σ = 50; two levels of deconvolution.
    expect(page.match(/<img /g)).toHaveLength(2 * (1 + 2 * 3));
    // The page loads nothing.
    for (const [, address] of page.matchAll(/(?:src|href)="([^"]*)"/g)) {
      expect(address).toMatch(/^data:image\/png;base64,/);
    }
    expect(page).not.toContain("url(");
    const known = readFileSync(join(out, "results.jsonl"), "utf8");
    expect(readFileSync(await reproducePaper({ ...options, out }), "utf8")).toBe(page);
    expect(readFileSync(join(out, "results.jsonl"), "utf8")).toBe(known);
  });
});

it("the packaged pictures are gray images that every method accepts", async () => {
  const { denoising, deblurring, kernels } = await packagedSets(64);
  for (const { data, width, height } of [...denoising, ...deblurring]) {
    expect([width, height, data.length]).toEqual([64, 64, 4096]);
    // They are photographs, not flat areas.
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
    expect(variance).toBeGreaterThan(100);
  }
  expect(kernels).toHaveLength(2);
  const ids = denoisingMethods(undefined).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain("bm3d");
  const priors = deblurringMethods().map(({ id }) => id);
  expect(new Set(priors).size).toBe(priors.length);
});
