import type { RandomStream } from "@genericdp/core";
import { adam } from "@genericdp/optim";
import { fromLevel, lookUp } from "./error-curves.ts";
import type { ErrorCurve } from "./error-curves.ts";

/** Layers with tanh in between. A final softplus gives log(1 + level/2) for the level and the deviation. */
export interface Network {
  readonly sizes: readonly number[];
  readonly parameters: Float64Array;
  readonly layers: readonly { readonly weights: Float64Array; readonly biases: Float64Array }[];
}

export interface Example {
  readonly features: readonly number[];
  readonly deviation: number;
  readonly curve: ErrorCurve;
}

const STEPS = 3000;
const BATCH = 128;
const RATE = 3e-3;
/** Feature noise and weight decay: a few hundred pictures do not determine this many weights. */
const JITTER = 0.1;
const DECAY = 3e-3;
/** Weight of the deviation's error relative to the level's loss. */
const DEVIATION = 0.3;

export function startNetwork(sizes: readonly number[], random: RandomStream): Network {
  const counts = sizes.slice(1).map((to, i) => ({ from: sizes[i]!, to }));
  const parameters = new Float64Array(counts.reduce((sum, { from, to }) => sum + (from + 1) * to, 0));
  let at = 0;
  const part = (length: number): Float64Array => parameters.subarray(at, (at += length));
  const layers = counts.map(({ from, to }, i) => {
    const last = i === counts.length - 1;
    const weights = part(from * to);
    for (let k = 0; k < weights.length; k++) {
      weights[k] = ((last ? 0.3 : 1) * random.normal()) / Math.sqrt(from);
    }
    return { weights, biases: part(to).fill(last ? 1 : 0) };
  });
  return { sizes, parameters, layers };
}

/** The outputs after softplus. */
export function runNetwork(network: Network, features: readonly number[]): readonly [number, number] {
  const [level, deviation] = forward(network, features).at(-1)!;
  return [softplus(level!), softplus(deviation!)];
}

/** Minimises the log of the error at the predicted level, with Adam and a decreasing learning rate. */
export function trainNetwork(network: Network, examples: readonly Example[], random: RandomStream): void {
  const optimiser = adam();
  let state = optimiser.init(network.parameters.length);
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Float64Array(network.parameters.length);
    for (let b = 0; b < BATCH; b++) {
      const { features, deviation, curve } = examples[random.integer(examples.length)]!;
      const values = forward(
        network,
        features.map((value) => value + JITTER * random.normal()),
      );
      const [level, spread] = values.at(-1)!;
      const [, slope] = lookUp(curve, softplus(level!));
      const off = 4 * (softplus(spread!) - fromLevel(deviation));
      addGradient(
        network,
        values,
        [slope * sigmoid(level!), DEVIATION * Math.min(1, Math.max(-1, off)) * sigmoid(spread!)],
        gradient,
      );
    }
    let at = 0;
    for (const { weights, biases } of network.layers) {
      for (let k = 0; k < weights.length; k++)
        gradient[at + k] = gradient[at + k]! / BATCH + DECAY * weights[k]!;
      at += weights.length;
      for (let k = 0; k < biases.length; k++) gradient[at + k]! /= BATCH;
      at += biases.length;
    }
    const next = optimiser.update(state, gradient, (RATE * (1 + Math.cos((Math.PI * step) / STEPS))) / 2);
    ({ state } = next);
    next.change.forEach((by, k) => (network.parameters[k]! += by));
  }
}

/** The values of every layer, starting with the input; the last ones are before softplus. */
function forward({ layers }: Network, features: readonly number[]): Float64Array[] {
  const values = [Float64Array.from(features)];
  for (const [at, { weights, biases }] of layers.entries()) {
    const input = values.at(-1)!;
    const output = biases.slice();
    for (let i = 0; i < input.length; i++) {
      for (let j = 0; j < output.length; j++) output[j]! += input[i]! * weights[i * output.length + j]!;
    }
    values.push(at === layers.length - 1 ? output : output.map(Math.tanh));
  }
  return values;
}

function addGradient(
  { layers }: Network,
  values: readonly Float64Array[],
  outputs: readonly number[],
  gradient: Float64Array,
): void {
  let error = Float64Array.from(outputs);
  let end = gradient.length;
  for (let at = layers.length - 1; at >= 0; at--) {
    const { weights } = layers[at]!;
    const [input, width] = [values[at]!, error.length];
    const biases = end - width;
    const start = biases - weights.length;
    const back = new Float64Array(input.length);
    for (let j = 0; j < width; j++) gradient[biases + j]! += error[j]!;
    for (let i = 0; i < input.length; i++) {
      for (let j = 0; j < width; j++) {
        gradient[start + i * width + j]! += input[i]! * error[j]!;
        back[i]! += weights[i * width + j]! * error[j]!;
      }
    }
    error = at === 0 ? back : back.map((value, i) => value * (1 - input[i]! ** 2));
    end = start;
  }
}

function softplus(x: number): number {
  return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
