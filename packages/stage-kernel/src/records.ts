import type { Arena } from "./arena.ts";

/*
 * Records that the kernel reads: assembly/records.ts has the same fields in the same order, each four bytes.
 */

/** The parameters of one scale, and the geometry of its images; pointers are byte offsets. */
export interface ScaleRecord {
  readonly size: number;
  /** Number of filters, padded to whole tiles. */
  readonly count: number;
  /** Side of the blocks that one coarse pixel stands for. */
  readonly block: number;
  /** Size of the coarse image. */
  readonly height: number;
  readonly width: number;
  /** Floats a row of the padded coarse image, and of the gains at its responses. */
  readonly stride: number;
  readonly gainStride: number;
  readonly offsets: number;
  readonly filters: number;
  readonly adjointFilters: number;
  readonly table: number;
  /** Linear pieces of each influence function. */
  readonly pieces: number;
  readonly lookup: number;
  /** Where its record as whole numbers is; 0 where it has none. */
  readonly fixed: number;
}

const SCALE_FIELDS = [
  "size",
  "count",
  "block",
  "height",
  "width",
  "stride",
  "gainStride",
  "offsets",
  "filters",
  "adjointFilters",
  "table",
  "pieces",
  "lookup",
  "fixed",
] as const satisfies readonly (keyof ScaleRecord)[];

/** A scale's parameters as whole numbers. */
export interface FixedRecord {
  /** 0 where an image does not fit. */
  readonly active: number;
  readonly offsets: number;
  readonly filters: number;
  /** What the sums of each filter begin with. */
  readonly starts: number;
  /** Nodes of the table that one unit of each filter's responses is. */
  readonly factors: number;
  readonly adjointFilters: number;
  readonly table: number;
  readonly lookup: number;
  readonly pixelScale: number;
  readonly pixelShift: number;
  readonly outputFactor: number;
  readonly inverseScale: number;
}

const FIXED_POINTERS = [
  "active",
  "offsets",
  "filters",
  "starts",
  "factors",
  "adjointFilters",
  "table",
  "lookup",
] as const satisfies readonly (keyof FixedRecord)[];
const FIXED_NUMBERS = [
  "pixelScale",
  "pixelShift",
  "outputFactor",
  "inverseScale",
] as const satisfies readonly (keyof FixedRecord)[];

/** One stage, or one gain map, of one image. */
export interface StageRecord {
  readonly height: number;
  readonly width: number;
  readonly x: number;
  /** 0 makes this a gain map. */
  readonly observation: number;
  /** The gain of every pixel; 0 where all share the one that is in the scales' look-up constants. */
  readonly gains: number;
  readonly out: number;
  /** Where the scales' records are, one after the other. */
  readonly scales: number;
  readonly scaleCount: number;
  readonly stripRows: number;
  readonly reaction: number;
  /** Factor on the diffusion term; of a gain map, on its exponential. */
  readonly weight: number;
}

const STAGE_POINTERS = [
  "height",
  "width",
  "x",
  "observation",
  "gains",
  "out",
  "scales",
  "scaleCount",
  "stripRows",
] as const satisfies readonly (keyof StageRecord)[];
const STAGE_NUMBERS = ["reaction", "weight"] as const satisfies readonly (keyof StageRecord)[];

/** Room for one strip of any of some scales. */
export interface Workspace {
  readonly padded: number;
  readonly out: number;
  readonly gains: number;
  readonly inverses: number;
  readonly z: number;
  /** 0 where no scale has whole numbers. */
  readonly packed: number;
}

const WORKSPACE_FIELDS = [
  "padded",
  "out",
  "gains",
  "inverses",
  "z",
  "packed",
] as const satisfies readonly (keyof Workspace)[];

/** Writes records one after the other, and tells where the first is. */
export function placeScales(memory: Arena, scales: readonly ScaleRecord[]): number {
  return place(memory, scales, SCALE_FIELDS);
}

/** Writes records one after the other, and tells where the first is. */
export function placeWorkspaces(memory: Arena, workspaces: readonly Workspace[]): number {
  return place(memory, workspaces, WORKSPACE_FIELDS);
}

/** Room for a stage's record. */
export function allocateStage(memory: Arena): number {
  return memory.allocate(STAGE_POINTERS.length + STAGE_NUMBERS.length);
}

/** Writes a stage's record into its room. */
export function writeStage(memory: Arena, pointer: number, stage: StageRecord): void {
  write(memory, pointer, stage, STAGE_POINTERS, STAGE_NUMBERS);
}

/** Room for a record of whole numbers. */
export function allocateFixed(memory: Arena): number {
  return memory.allocate(FIXED_POINTERS.length + FIXED_NUMBERS.length);
}

/** Writes a record of whole numbers into its room. */
export function writeFixed(memory: Arena, pointer: number, fixed: FixedRecord): void {
  write(memory, pointer, fixed, FIXED_POINTERS, FIXED_NUMBERS);
}

function write<Field extends string>(
  memory: Arena,
  pointer: number,
  record: Readonly<Record<Field, number>>,
  pointers: readonly Field[],
  numbers: readonly Field[],
): void {
  memory.integers(pointer, pointers.length).set(pointers.map((field) => record[field]));
  memory.view(pointer + 4 * pointers.length, numbers.length).set(numbers.map((field) => record[field]));
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
