/*
 * Fits the regressor to samples from collect.ts: `node src/fit.ts OUT.json SAMPLES.jsonl …`. Every fifth
 * picture is held out, and the loss on these is printed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { randomStream } from "@genericdp/core";
import { errorCurve, fromLevel, lookUp } from "./error-curves.ts";
import type { ErrorCurve } from "./error-curves.ts";
import { runNetwork, startNetwork, trainNetwork } from "./network.ts";
import type { Network } from "./network.ts";

/** A picture, as collect.ts writes it. */
interface Line {
  readonly index: number;
  readonly kind: string;
  /** Sample weight. Default: 1. */
  readonly weight?: number;
  readonly planes: readonly {
    readonly features: number[];
    readonly deviation: number;
    readonly errors: [number, number][];
  }[];
}

interface Sample {
  readonly index: number;
  readonly kind: string;
  readonly features: readonly number[];
  readonly deviation: number;
  readonly curve: ErrorCurve;
}

/** Number of networks; their outputs are averaged. */
const COUNT = 3;
const HIDDEN = [24, 16];
/** Features are clamped to this many standard deviations from their mean, in training and in use. */
const FAR = 4;
/** Weights are rounded to multiples of this. */
const STEP = 1 / 256;
const DECIBELS = 10 / Math.LN10;

const [out = "", ...files] = process.argv.slice(2);
const lines = files.flatMap((file) =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line) as Line),
);
const result = { intensity: fit("intensity"), chroma: fit("chroma") };
writeFileSync(out, `${JSON.stringify(result)}\n`);

function fit(kind: "intensity" | "chroma"): readonly object[] {
  const samples = lines.flatMap(({ index, kind: noise, planes, weight = 1 }) => {
    const used = kind === "intensity" ? planes.slice(0, 1) : planes.slice(1);
    return used.flatMap(({ features, deviation, errors }) => {
      const sample: Sample = { index, kind: noise, features, deviation, curve: errorCurve(errors) };
      return Array.from({ length: weight }, () => sample);
    });
  });
  // Standardised on photos only: drawings differ so much that they would hide the differences between photos.
  const photos = samples.filter((sample) => sample.kind !== "graphic");
  const standard = standardisation(photos.map(({ features }) => features));
  const ready = samples.map((sample) => ({ ...sample, features: standardise(sample.features, standard) }));
  const [known, unknown] = [
    ready.filter(({ index }) => index % 5 > 0),
    ready.filter(({ index }) => index % 5 === 0),
  ];
  const networks = Array.from({ length: COUNT }, (_, k) => {
    const random = randomStream(2026, k);
    const network = startNetwork([standard.mean.length, ...HIDDEN, 2], random);
    trainNetwork(network, known, random);
    return network;
  });
  for (const noise of new Set(unknown.map((sample) => sample.kind))) {
    const own = unknown.filter((sample) => sample.kind === noise);
    const losses = own.map(({ features, curve }) => lookUp(curve, place(networks, features, 0))[0]);
    const errors = own.map(({ features, deviation }) =>
      Math.abs(place(networks, features, 1) - fromLevel(deviation)),
    );
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const told = `${(DECIBELS * mean(losses)).toFixed(3)} dB below the best level`;
    console.log(
      `${kind} ${noise}: ${own.length} planes, ${told}, deviation off by ${mean(errors).toFixed(3)}`,
    );
  }
  const whole = (values: ArrayLike<number>): number[] =>
    Array.from(values, (value) => Math.round(value / STEP));
  return networks.map(({ layers }) => ({
    mean: whole(standard.mean),
    spread: whole(standard.spread),
    layers: layers.map(({ weights, biases }) => ({ weights: whole(weights), biases: whole(biases) })),
  }));
}

function place(networks: readonly Network[], features: readonly number[], output: 0 | 1): number {
  const all = networks.map((network) => runNetwork(network, features)[output]);
  return all.reduce((a, b) => a + b, 0) / all.length;
}

interface Standard {
  readonly mean: readonly number[];
  readonly spread: readonly number[];
}

function standardisation(rows: readonly (readonly number[])[]): Standard {
  const mean = rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
  const spread = mean.map((centre, i) => {
    const variance = rows.reduce((sum, row) => sum + (row[i]! - centre) ** 2, 0) / rows.length;
    return Math.sqrt(variance) + 0.05;
  });
  return { mean, spread };
}

function standardise(row: readonly number[], { mean, spread }: Standard): number[] {
  return row.map((value, i) => Math.min(FAR, Math.max(-FAR, (value - mean[i]!) / spread[i]!)));
}
