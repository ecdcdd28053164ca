import { execFile } from "node:child_process";
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeNpy, encodeNpy } from "@genericdp/image";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { experiments } from "../src/experiments.ts";
import { convertLevinKernels } from "../src/levin-kernels.ts";
import { tableHead, tableRows } from "../src/table.ts";

const folder = mkdtempSync(join(tmpdir(), "genericdp-reproduce-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function reproduce(...args: readonly string[]): Promise<Finished> {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  const command = ["--conditions=@genericdp/source", "--disable-warning=ExperimentalWarning", main, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

beforeAll(() => {
  mkdirSync(join(folder, "set5"));
  const levels = Float32Array.from({ length: 24 * 20 }, (_, i) => 100 + 4 * (i % 24) + Math.floor(i / 24));
  for (const name of ["a", "b"])
    writeFileSync(join(folder, "set5", `${name}.npy`), encodeNpy(levels, [20, 24]));
});

it("rotates Levin's kernels by 180°", async () => {
  const values = [
    [0, 0.25, 0.5],
    [0.125, 0.125, 0],
  ];
  const kernels = [{ index: 3, shape: [2, 3], values }];
  writeFileSync(join(folder, "kernels.json"), JSON.stringify({ kernels }));
  await convertLevinKernels(folder, join(folder, "turned"));
  expect(readdirSync(join(folder, "turned"))).toEqual(["kernel3.npy"]);
  const { data, shape } = decodeNpy(readFileSync(join(folder, "turned", "kernel3.npy")));
  expect(shape).toEqual([2, 3]);
  expect([...data]).toEqual([0, 0.125, 0.125, 0.5, 0.25, 0]);
});

it("has unique experiment names, and a figure or a gap for each column of every published row", () => {
  expect(new Set(experiments.map(({ name }) => name)).size).toBe(experiments.length);
  for (const { columns, published } of experiments) {
    for (const { psnr } of published) expect(psnr).toHaveLength(columns.length);
  }
});

it("prints Markdown, with a baseline before its row", () => {
  const experiment = experiments.find(({ name }) => name === "levin-valid")!;
  expect(tableHead(experiment)[4]).toBe("| IRCNN (other protocol) | 32.66 | – | 29.15 | – |  |  |");
  const score = { psnr: 31.257, ssim: 0.9, seconds: 1.234 };
  const mean = [{ ...score, baseline: { psnr: 20, ssim: 0.5 } }];
  expect(tableRows("ours", { mean: [score], peakMegabytes: 99.6 })).toEqual([
    "| ours | 31.26 (0.9000) | 1.23 | 100 |",
  ]);
  expect(tableRows("ours", { mean, peakMegabytes: 99.6 }, "simple")).toEqual([
    "| simple | 20.00 (0.5000) |  |  |",
    "| ours | 31.26 (0.9000) | 1.23 | 100 |",
  ]);
});

describe("the command", () => {
  it("measures a table", async () => {
    const { code, stdout, stderr } = await reproduce("set5-inpaint", "--data", folder, "--limit", "1");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("| PSNR in dB (SSIM) | 50 % missing | 80 % missing | s/image | MB |");
    expect(stdout).toMatch(/\| harmonic interpolation( \| \d+\.\d\d \(\d\.\d{4}\)){2} \| +\| +\|/);
    const figures = String.raw`( \| \d+\.\d\d \(\d\.\d{4}\)){2} \| \d+\.\d\d, \d+\.\d\d \| \d+ \|`;
    for (const row of ["gray, plugAndPlay", "generic, trained"]) {
      expect(stdout).toMatch(new RegExp(`\\| ${row}${figures}`));
    }
  });

  it("skips experiments without data, with a message", async () => {
    const { code, stdout, stderr } = await reproduce("levin-valid", "--data", folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      `levin-valid: skipped: there is no folder ${join(folder, "levin09", "gt")}. Use --data DIR\n`,
    );
  });

  it("lists the tables", async () => {
    const { code, stderr } = await reproduce("levin");
    expect(code).toBe(2);
    expect(stderr).toContain("expected names out of denoise, levin-circular");
  });
});
