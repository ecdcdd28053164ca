import { gainOfScale } from "@genericdp/core";
import { arena } from "./arena.ts";
import type { Arena } from "./arena.ts";
import { runGainMap, runGainMapGradient } from "./gain-map-kernel.ts";
import { stripJob } from "./run-strips.ts";
import { enterPlanes, readPlanes } from "./planes.ts";
import { placeScale } from "./scale-layout.ts";
import type { GainMapArrays, GainMapGradients, StageArrays, StageGradients } from "./stage-arrays.ts";
import { runGradient } from "./stage-gradient.ts";
import type { StageModule } from "./stage-module.ts";
import { stripRows } from "./strip-rows.ts";
import { serialRunner } from "./strip-runner.ts";
import type { StripRunner } from "./strip-runner.ts";

/** The properties of a stage that decide whether a kernel supports it. */
export type StageKind = Pick<StageArrays, "channels" | "gains" | "reactionMap">;

/** The fused diffusion stage on plain arrays: no map of filter responses is ever stored. */
export interface StageKernel {
  /** Whether it supports a stage or gain map, or its gradient; core composes those that it does not. */
  takes(direction: "forward" | "gradient", kind: StageKind): boolean;
  /** Writes u_t into `out` `[batch, height, width, channels]`. */
  forward(stage: StageArrays, out: Float32Array): void;
  /** Gradients of ⟨dy, u_t⟩ with respect to every input; `dy` `[batch, height, width, channels]`. */
  gradient(stage: StageArrays, dy: Float32Array): StageGradients;
  /** Writes the gains of every pixel into `out` `[batch, height, width, gains]`. */
  gainMap(map: GainMapArrays, out: Float32Array): void;
  /** Gradients of ⟨dy, gain map⟩ with respect to every input; `dy` `[batch, height, width, gains]`. */
  gainMapGradient(map: GainMapArrays, dy: Float32Array): GainMapGradients;
}

export interface StageKernelOptions {
  /** Processes the strips of forward and gainMap. Default: on the caller's thread. */
  readonly runner?: StripRunner;
  /** Bytes at the start of the memory that the kernel must not use. */
  readonly reserved?: number;
}

export function stageKernel(
  module: StageModule,
  { runner = serialRunner(module), reserved = 0 }: StageKernelOptions = {},
): StageKernel {
  const memory = arena(module.memory, reserved);
  /** Frees everything that the previous call left in memory. */
  const fresh = (): Arena => {
    memory.reset();
    return memory;
  };
  return {
    takes: (direction, { channels, gains, reactionMap }) =>
      direction === "forward" ? !reactionMap : channels === 1 && gains === 1 && !reactionMap,
    forward: (stage, out) => runForward(runner, fresh(), stage, out),
    gradient: (stage, dy) => runGradient(module, fresh(), stage, dy),
    gainMap: (map, out) => runGainMap(runner, fresh(), map, out),
    gainMapGradient: (map, dy) => runGainMapGradient(module, fresh(), map, dy),
  };
}

function runForward(runner: StripRunner, memory: Arena, stage: StageArrays, out: Float32Array): void {
  const { batch, height, width, channels, gains, gainMap } = stage;
  const pixels = height * width;
  const rows = stripRows(height, runner.threads, Math.max(...stage.scales.map(({ block }) => block)));
  const scales = stage.scales.map((scale, s) =>
    placeScale(memory, scale, { height, width, rows, gain: gainOfScale(gains, s) }),
  );
  const image = (planes: number): number => memory.allocate(pixels * planes);
  const [x, observation, y] = [image(channels), image(channels), image(channels)];
  const map = gainMap ? image(gains) : 0;
  const run = stripJob(memory, runner, {
    height,
    width,
    channels,
    x,
    observation,
    gains: map,
    out: y,
    stripRows: rows,
    scales,
    weights: scales.length,
  });
  for (let b = 0; b < batch; b++) {
    enterPlanes(memory, x, stage.x, b, pixels, channels);
    enterPlanes(memory, observation, stage.observation, b, pixels, channels);
    if (gainMap) enterPlanes(memory, map, stage.gain, b, pixels, gains);
    const own = scales.map(({ gain }) => (gainMap ? 1 : stage.gain[b * gains + gain]!));
    run({
      reactions: stage.reaction.subarray(b * channels, (b + 1) * channels),
      gains: own,
      weights: own.map((gain) => 1 / gain),
    });
    readPlanes(memory, y, out, b, pixels, channels);
  }
}
