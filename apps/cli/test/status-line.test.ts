import { describe, expect, it } from "vitest";
import { workSaid } from "../src/batch/batch-report.ts";
import { workProgress } from "../src/status-line.ts";

function recorder(isTTY: boolean) {
  const texts: string[] = [];
  const stream = {
    isTTY,
    write: (text: string | Uint8Array) => {
      texts.push(String(text));
      return true;
    },
  };
  return { texts, stream };
}

const what = { what: "upscale a.png, noise level 3.0:", megapixels: 12 };

describe("the progress of work", () => {
  it("shows progress, speed and remaining time on a terminal", () => {
    const { texts, stream } = recorder(true);
    let time = 0;
    const progress = workProgress({ stderr: stream }, what, () => time);
    progress.show(0);
    time = 30_000;
    progress.show(0.25);
    time = 30_050;
    progress.show(0.26);
    progress.clear();
    expect(texts).toEqual([
      "\r\u001B[Kupscale a.png, noise level 3.0: 0 % ░░░░░░░░░░",
      "\r\u001B[Kupscale a.png, noise level 3.0: 25 %, 0.10 MP/s, 90 s left ███░░░░░░░",
      "\r\u001B[K",
    ]);
  });

  it("is an occasional plain line without a terminal, and absent for short work", () => {
    const { texts, stream } = recorder(false);
    let time = 0;
    const progress = workProgress({ stderr: stream, progressEvery: 10_000 }, what, () => time);
    for (const [at, fraction] of [
      [0, 0],
      [9_000, 0.05],
      [12_000, 0.1],
      [15_000, 0.15],
      [120_000, 0.5],
    ] as const) {
      time = at;
      progress.show(fraction);
    }
    progress.clear();
    expect(texts).toEqual([
      "genericdp: upscale a.png, noise level 3.0: 10 %, 0.10 MP/s, 2 min left\n",
      "genericdp: upscale a.png, noise level 3.0: 50 %, 0.050 MP/s, 2 min left\n",
    ]);
  });
});

it.each([
  [0.003, 4.8, "4.8 s"],
  [0.06, 4, "0.1 MP in 4.0 s, 0.01 MP/s"],
  [0.06, 30, "30.0 s"],
  [24, 60, "24.0 MP in 60.0 s, 0.40 MP/s"],
  [24, 0, "24.0 MP in 0.0 s"],
])("%f megapixels in %f s: %s", (megapixels, seconds, said) => {
  expect(workSaid(megapixels, seconds)).toBe(said);
});
