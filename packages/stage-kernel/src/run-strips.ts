import type { Arena } from "./arena.ts";
import { allocateStage, placeScales, placeWorkspaces, writeStage } from "./records.ts";
import type { StageRecord } from "./records.ts";
import type { PlacedScale } from "./scale-layout.ts";
import { enterGain } from "./scale-layout.ts";
import { stripRows } from "./strip-rows.ts";
import type { StripRunner } from "./strip-runner.ts";
import { placeWorkspace } from "./workspace.ts";

/** What is the same for all images of a batch. */
export interface StripJobOptions {
  readonly height: number;
  readonly width: number;
  readonly scales: readonly PlacedScale[];
  /** Whether every pixel has a gain of its own. */
  readonly gainMap: boolean;
}

/** Where one image's pixels are, and the numbers of its own. */
export type ImageRecord = Pick<StageRecord, "x" | "observation" | "gains" | "out" | "reaction" | "weight"> & {
  /** The gain of all pixels; 1 where they have one of their own. */
  readonly gain: number;
};

/** Makes room for the work on images of one size; the result does it. */
export function stripJob(
  memory: Arena,
  runner: StripRunner,
  { height, width, scales, gainMap }: StripJobOptions,
): (image: ImageRecord) => void {
  const rows = stripRows(height, runner.threads, Math.max(...scales.map(({ block }) => block)));
  const common = {
    height,
    width,
    stripRows: rows,
    scales: placeScales(memory, scales),
    scaleCount: scales.length,
  };
  const workspaces = placeWorkspaces(
    memory,
    Array.from({ length: runner.threads }, () =>
      placeWorkspace(memory, scales, Math.min(rows, height), gainMap),
    ),
  );
  const stage = allocateStage(memory);
  return ({ gain, ...image }) => {
    for (const scale of scales) enterGain(memory, scale, gain);
    writeStage(memory, stage, { ...common, ...image });
    runner.run(stage, workspaces);
  };
}
