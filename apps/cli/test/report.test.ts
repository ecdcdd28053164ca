import { readFileSync } from "node:fs";
import { createModel, parameterCount, readModel } from "@genericdp/model";
import { afterAll, describe, expect, it } from "vitest";
import { lineChart } from "../src/report/line-chart.ts";
import { readTrainingLog } from "../src/report/read-training-log.ts";
import { trainingReport } from "../src/report/training-report.ts";
import { runCli } from "./run-cli.ts";
import { scratch, smallModelFile } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());
const model = readModel(smallModelFile());
const log = [1, 2, 3].map((step) => ({
  step,
  loss: 4 - step / 10,
  minutes: step,
  validation: { noiseLevels: [5, 15], psnr: [36 + step, 30 + step] },
}));
const count = (text: string, part: string): number => text.split(part).length - 1;

describe("trainingReport", () => {
  const page = trainingReport(model, log);

  it("shows every filter, φ and ρ of every stage and scale, the curves and the validation", () => {
    const { stages, scales, gainMap } = model.architecture;
    const filters = scales.reduce((sum, scale) => sum + scale.filters, 0);
    // The gain map has analysis filters and synthesis filters.
    expect(count(page, '<svg class="filter"')).toBe(stages * (filters + 2 * gainMap!.filters));
    expect(count(page, "functions ψ of the gain map</text>")).toBe(stages);
    expect(count(page, "influence functions φ</text>")).toBe(stages * scales.length);
    expect(count(page, "potentials ρ</text>")).toBe(stages * scales.length);
    for (const title of ["loss, smoothed", "λ(σ)", "a(σ)", "σ = 5, dB", "σ = 15, dB"]) {
      expect(page).toContain(`${title}</text>`);
    }
    expect(page).toContain("3 steps in 3.0 minutes");
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("loads nothing from other hosts, and escapes all names", () => {
    expect(page).not.toMatch(/(?:src|href)=|url\(|<script/);
    const { architecture, parameters } = model;
    const evil = createModel({ name: '<script>"&', architecture, parameters });
    expect(trainingReport(evil, [])).toContain("<h1>&lt;script&gt;&quot;&amp;</h1>");
  });

  it("works without the curves that a model lacks, and without a log", () => {
    const architecture = { ...model.architecture, reaction: null, gain: null, gainMap: null };
    const parameters = new Float32Array(parameterCount(architecture)).fill(0.5);
    const bare = trainingReport(createModel({ name: "bare", architecture, parameters }), []);
    expect(bare).not.toContain("λ(σ)</text>");
    expect(bare).not.toContain("Gain map");
    expect(bare).not.toMatch(/NaN|undefined/);
  });
});

it("lineChart plots points according to its axes", () => {
  const series = [
    {
      name: "line",
      points: [
        [0, 10],
        [50, 15],
        [100, 20],
      ] as const,
    },
  ];
  const [, path] = /points="([^"]+)"/.exec(lineChart({ title: "t", x: "x", series })) ?? [];
  const [a, b, c] = path!.split(" ").map((pair) => pair.split(",").map(Number));
  expect(b![0]! - a![0]!).toBeCloseTo(c![0]! - b![0]!, 0);
  expect(b![1]! - a![1]!).toBeCloseTo(c![1]! - b![1]!, 0);
  expect(a![0]).toBeLessThan(c![0]!);
  expect(a![1]).toBeGreaterThan(c![1]!);
});

describe("readTrainingLog", () => {
  it("uses the later of two lines for a step, and ignores invalid lines", async () => {
    const line = (step: number, loss: number): string => JSON.stringify({ step, loss, minutes: step });
    place.write("log.jsonl", [line(1, 5), line(3, 4), line(2, 7), line(3, 3), '{"step":4,"lo'].join("\n"));
    const entries = await readTrainingLog(place.path("log.jsonl"));
    expect(entries.map(({ step, loss }) => [step, loss])).toEqual([
      [1, 5],
      [2, 7],
      [3, 3],
    ]);
  });

  it("is empty without a log", async () => {
    expect(await readTrainingLog(place.path("none.jsonl"))).toEqual([]);
  });
});

it("info --report writes the page of a model with its log", async () => {
  place.write("small.genericdp", smallModelFile());
  place.write("small.genericdp.log.jsonl", log.map((entry) => JSON.stringify(entry)).join("\n"));
  const { code } = await runCli(["info", "small.genericdp", "--report", "small.html"], place.folder);
  expect(code).toBe(0);
  expect(readFileSync(place.path("small.html"), "utf8")).toBe(trainingReport(model, log));
});
