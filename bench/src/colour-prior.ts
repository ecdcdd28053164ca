import { readdirSync } from "node:fs";
import { join } from "node:path";
import { native } from "@genericdp/backend-node";
import { randomStream } from "@genericdp/core";
import { cropPlane, toOpponent } from "@genericdp/image";
import { readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import { restorer } from "genericdp";
import { colourTasks } from "./colour-tasks.ts";
import type { ColourImage } from "./colour-tasks.ts";
import type { Report, Row } from "./report.ts";

const SIDE = 128;
const PRIORS = ["gray", "colour", "generic"] as const;

/**
 * Plug and play on colour images: `gray` on each of three opponent planes, and `colour` on red, green and
 * blue at once, with the same schedules; also the stages of `generic`, if it was trained for the degradation.
 * Uses the centres of photos from the validation part of BSDS500. Reports dB over all channels, and over the
 * two chroma planes.
 */
export async function colourPrior(count = 12): Promise<Report> {
  const data = process.env["GENERICDP_DATA"];
  if (data === undefined) {
    throw new Error("bench: expected GENERICDP_DATA to name the reference data, got nothing");
  }
  const folder = join(data, "bsds500", "validation");
  const files = readdirSync(folder).filter((file) => file.endsWith(".jpg"));
  const names = Array.from({ length: count }, (_, i) => files[Math.floor((i * files.length) / count)]!);
  const crops = await Promise.all(names.map((name) => centreOf(join(folder, name))));
  const backend = native({ threads: 1 });
  const sessions = PRIORS.map((model) => restorer({ model, backend, inline: true }));
  // Images are degraded on this backend, too.
  await (await sessions[0]!.start()).backend.activate();
  const rows: Row[] = [];
  for (const task of colourTasks()) {
    const found = PRIORS.map((): Found => ({ all: [], chroma: [], times: [] }));
    for (const [i, crop] of crops.entries()) {
      const trial = task.degrade(crop, randomStream(i));
      for (const [p, prior] of PRIORS.entries()) {
        const restore = prior === "generic" ? trial.restoreAsTrained : trial.restore;
        if (restore === undefined) continue;
        const before = process.cpuUsage();
        const { data: levels } = await restore(sessions[p]!, trial.measured);
        const { user, system } = process.cpuUsage(before);
        const [truth, seen] = [clipped(trial.truth.data), clipped(levels)];
        found[p]!.all.push(psnr(truth, seen));
        found[p]!.chroma.push(psnr(chromaOf(truth), chromaOf(seen)));
        found[p]!.times.push((user + system) / 1000);
      }
    }
    for (const [p, { all, chroma, times }] of found.entries()) {
      if (times.length === 0) continue;
      const gains = all.map((dB, i) => dB - found[0]!.all[i]!);
      rows.push({
        name: `${task.name}: ${PRIORS[p]!}`,
        milliseconds: times.toSorted((a, b) => a - b)[times.length >> 1]!,
        dB: mean(all).toFixed(2),
        "dB of colour": mean(chroma).toFixed(2),
        "gain of each": `${Math.min(...gains).toFixed(2)} to ${Math.max(...gains).toFixed(2)}`,
        times,
      });
    }
  }
  for (const session of sessions) session.dispose();
  return { name: "colour-prior", measures: `${count} crops of ${SIDE}×${SIDE}, one thread`, rows };
}

interface Found {
  readonly all: number[];
  readonly chroma: number[];
  readonly times: number[];
}

async function centreOf(file: string): Promise<ColourImage> {
  const { data, width, height } = await readImage(file);
  const [left, top] = [(width - SIDE) >> 1, (height - SIDE) >> 1];
  return cropPlane({ data, width, height }, left, top, { width: SIDE, height: SIDE });
}

function clipped(levels: ArrayLike<number>): Float32Array {
  return Float32Array.from(levels, (level) => Math.min(255, Math.max(0, level)));
}

/** Both chroma planes, one after the other. */
function chromaOf(rgb: Float32Array): Float32Array {
  const [, redBlue, greenMagenta] = toOpponent(rgb);
  const both = new Float32Array(2 * redBlue.length);
  both.set(redBlue);
  both.set(greenMagenta, redBlue.length);
  return both;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
