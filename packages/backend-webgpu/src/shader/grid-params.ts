import { declareParams, packStruct } from "./params-struct.ts";

/** A buffer that a shader of the gradient binds. */
export interface GridBinding {
  readonly name: string;
  readonly access: "read" | "read_write";
  /** Type of its elements. Default: float32. */
  readonly element?: "atomic<u32>" | "u32";
}

const INTEGERS = [
  // Sizes of the image, and of the image averaged over blocks.
  "height",
  "width",
  "rows",
  "columns",
  "block",
  "count",
  "nodes",
  // Width of the border that is folded back.
  "border",
  // Responses of all samples to one filter.
  "total",
  // The first sample and row of tiles of this dispatch, and their numbers.
  "sample",
  "tileRow",
  "tileRows",
  "tileColumns",
  "tiles",
  // Number of workgroups that share the tiles, and where the first one writes its sums.
  "strips",
  "slot",
] as const;
const FLOATS = [
  // A response v is at node v · perResponse + middle of its table.
  "perResponse",
  "middle",
  "sign",
] as const;

export type GridParams = Readonly<
  Partial<Record<(typeof INTEGERS)[number] | (typeof FLOATS)[number], number>>
>;

/**
 * Parameters and buffers as a shader declares them; `<name>Start` is the index of the first element that is
 * bound.
 */
export function declareGrid(bindings: readonly GridBinding[]): string {
  const starts = bindings.map(({ name }) => `${name}Start`);
  return `${declareParams([...INTEGERS, ...starts], FLOATS)}@group(0) @binding(0) var<uniform> params: Params;
${bindings
  .map(({ name, access, element = "f32" }, i) => {
    return `@group(0) @binding(${i + 1}) var<storage, ${access}> ${name}: array<${element}>;`;
  })
  .join("\n")}
`;
}

/** The parameters in bytes; `starts` has the order of the bindings. */
export function packGrid(params: GridParams, starts: readonly number[]): ArrayBuffer {
  return packStruct(
    [...INTEGERS.map((name) => params[name] ?? 0), ...starts],
    FLOATS.map((name) => params[name] ?? 0),
  );
}
