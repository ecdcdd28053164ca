import type { Arena } from "./arena.ts";
import { placeScales, placeStage, placeWorkspaces } from "./records.ts";
import type { StageRecord } from "./records.ts";
import type { PlacedScale } from "./scale-layout.ts";
import { enterGain } from "./scale-layout.ts";
import type { StripRunner } from "./strip-runner.ts";
import { placeWorkspace } from "./workspace.ts";

/** What all images of a batch share: sizes, addresses of pixels, and scales. */
export interface StripJobOptions extends Pick<
  StageRecord,
  "height" | "width" | "channels" | "x" | "observation" | "gains" | "out" | "stripRows"
> {
  readonly scales: readonly PlacedScale[];
  /** Number of weights. */
  readonly weights: number;
}

/** The numbers of one image. */
export interface ImageNumbers {
  /** λ of each channel. */
  readonly reactions: ArrayLike<number>;
  /** Of each scale; 1 if every pixel has its own gain. */
  readonly gains: readonly number[];
  /** See StageRecord. */
  readonly weights: ArrayLike<number>;
}

/** Allocates memory for images of one size; returns the function that processes them. */
export function stripJob(
  memory: Arena,
  runner: StripRunner,
  { scales, weights: weightCount, ...image }: StripJobOptions,
): (numbers: ImageNumbers) => void {
  const { height, stripRows, channels, gains: gainMap } = image;
  const workspaces = placeWorkspaces(
    memory,
    Array.from({ length: runner.threads }, () =>
      placeWorkspace(memory, scales, Math.min(stripRows, height), gainMap !== 0),
    ),
  );
  const [reactions, weights] = [memory.allocate(channels), memory.allocate(weightCount)];
  const stage = placeStage(memory, {
    ...image,
    scales: placeScales(memory, scales),
    scaleCount: scales.length,
    reactions,
    weights,
  });
  return (numbers) => {
    scales.forEach((scale, s) => enterGain(memory, scale, numbers.gains[s]!));
    memory.view(reactions, channels).set(numbers.reactions);
    memory.view(weights, weightCount).set(numbers.weights);
    runner.run(stage, workspaces);
  };
}
