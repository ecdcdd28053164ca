import type { Arena } from "./arena.ts";
import { placeScales, placeStage, placeWorkspaces } from "./records.ts";
import type { StageRecord } from "./records.ts";
import type { PlacedScale } from "./scale-layout.ts";
import { enterGain } from "./scale-layout.ts";
import type { StripRunner } from "./strip-runner.ts";
import { placeWorkspace } from "./workspace.ts";

/** What is the same for all images of a batch: sizes, where their pixels are, and the scales. */
export interface StripJobOptions extends Pick<
  StageRecord,
  "height" | "width" | "channels" | "x" | "observation" | "gains" | "out" | "stripRows"
> {
  readonly scales: readonly PlacedScale[];
  /** How many weights there are. */
  readonly weights: number;
}

/** The numbers of one image. */
export interface ImageNumbers {
  /** λ of each channel. */
  readonly reactions: ArrayLike<number>;
  /** Of each scale; 1 where pixels have gains of their own. */
  readonly gains: readonly number[];
  /** See StageRecord. */
  readonly weights: ArrayLike<number>;
}

/** Makes room for the work on images of one size; the result does it. */
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
