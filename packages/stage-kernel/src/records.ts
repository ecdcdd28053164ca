import type { Arena } from "./arena.ts";

/*
 * Records for the kernel: assembly/records.ts has the same fields in the same order, four bytes each.
 */

/** The parameters of one scale, and the geometry of its images; pointers are byte offsets. */
export interface ScaleRecord {
  readonly size: number;
  /** Number of filters, padded to whole tiles. */
  readonly count: number;
  /** Side of the block of one coarse pixel. */
  readonly block: number;
  /** Size of the coarse image. */
  readonly height: number;
  readonly width: number;
  /** Floats per row of the padded coarse image, and of the gains at its responses. */
  readonly stride: number;
  readonly gainStride: number;
  /** Bytes from one plane of a padded image to the next. */
  readonly plane: number;
  readonly channelCount: number;
  readonly channels: number;
  readonly outputCount: number;
  readonly outputs: number;
  /** Index of its gain. */
  readonly gain: number;
  readonly taps: number;
  readonly offsets: number;
  readonly filters: number;
  readonly adjointTaps: number;
  readonly adjointOffsets: number;
  readonly adjointFilters: number;
  readonly table: number;
  /** Linear pieces of each influence function. */
  readonly pieces: number;
  readonly lookup: number;
}

const SCALE_FIELDS = [
  "size",
  "count",
  "block",
  "height",
  "width",
  "stride",
  "gainStride",
  "plane",
  "channelCount",
  "channels",
  "outputCount",
  "outputs",
  "gain",
  "taps",
  "offsets",
  "filters",
  "adjointTaps",
  "adjointOffsets",
  "adjointFilters",
  "table",
  "pieces",
  "lookup",
] as const satisfies readonly (keyof ScaleRecord)[];

/** One stage, or one gain map, of one image. */
export interface StageRecord {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Planar, like `observation`, `gains` and `out`. */
  readonly x: number;
  /** 0 for a gain map. */
  readonly observation: number;
  /** The gains of every pixel; 0 if all pixels share those in the look-up constants of the scales. */
  readonly gains: number;
  readonly out: number;
  /** Address of the records of the scales, one after the other. */
  readonly scales: number;
  readonly scaleCount: number;
  readonly stripRows: number;
  /** λ of each channel. */
  readonly reactions: number;
  /** Factor on the diffusion term of each scale, or on the exponential of each gain of a gain map. */
  readonly weights: number;
}

const STAGE_FIELDS = [
  "height",
  "width",
  "channels",
  "x",
  "observation",
  "gains",
  "out",
  "scales",
  "scaleCount",
  "stripRows",
  "reactions",
  "weights",
] as const satisfies readonly (keyof StageRecord)[];

/** Workspace for a strip of any of the scales. */
export interface Workspace {
  readonly padded: number;
  readonly out: number;
  readonly gains: number;
  readonly inverses: number;
  readonly z: number;
}

const WORKSPACE_FIELDS = [
  "padded",
  "out",
  "gains",
  "inverses",
  "z",
] as const satisfies readonly (keyof Workspace)[];

/** Writes records one after the other, and tells where the first is. */
export function placeScales(memory: Arena, scales: readonly ScaleRecord[]): number {
  return place(memory, scales, SCALE_FIELDS);
}

/** Writes records one after the other, and tells where the first is. */
export function placeWorkspaces(memory: Arena, workspaces: readonly Workspace[]): number {
  return place(memory, workspaces, WORKSPACE_FIELDS);
}

/** Writes the record of a stage; returns its address. */
export function placeStage(memory: Arena, stage: StageRecord): number {
  return place(memory, [stage], STAGE_FIELDS);
}

function place<Field extends string>(
  memory: Arena,
  records: readonly Readonly<Record<Field, number>>[],
  fields: readonly Field[],
): number {
  const words = records.flatMap((record) => fields.map((field) => record[field]));
  const pointer = memory.allocate(words.length);
  memory.integers(pointer, words.length).set(words);
  return pointer;
}
