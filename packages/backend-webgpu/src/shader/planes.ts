import type { Tile } from "./tile.ts";

/*
 * The responses of a group of filters in workgroup memory, a plane for each: float32, or two neighbours of a
 * row in one word as float16, which every device can pack and unpack.
 */

/** The largest float16; the result of packing larger numbers is undefined in WGSL. */
const LARGEST = 65_504;

/** The declaration of `planes`. */
export function declarePlanes(tile: Tile): string {
  return `var<workgroup> planes: array<${tile.halves ? "u32" : "f32"}, ${tile.planesLength}>;`;
}

/** Stores the responses at two neighbouring pixels, the first of them `2 * pair` columns from the left. */
export function storePair(
  { halves, rowStride, planeStride }: Tile,
  { row, pair, plane }: { row: string; pair: string; plane: number },
  [left, right]: readonly [string, string],
): string {
  const line = `${plane * planeStride}u + (${row}) * ${rowStride}u`;
  if (!halves)
    return `planes[${line} + 2u * ${pair}] = ${left}; planes[${line} + 2u * ${pair} + 1u] = ${right};`;
  const most = `vec2f(${LARGEST})`;
  return `planes[${line} + ${pair}] = pack2x16float(clamp(vec2f(${left}, ${right}), -${most}, ${most}));`;
}

/** Consecutive responses of a row. */
export interface ResponseRow {
  /** Index of the word that contains the first response, which is the left one if there are two in a word. */
  readonly start: string;
  readonly count: number;
  /** Name of the variable for the `i`th response, and its kind of declaration. */
  readonly name: (i: number) => string;
  readonly declare: "let" | "var";
}

/** Loads responses into variables. */
export function loadRow({ halves }: Tile, { start, count, name, declare }: ResponseRow): string {
  const code: string[] = [];
  if (!halves) {
    for (let i = 0; i < count; i++) code.push(`${declare} ${name(i)} = planes[${start} + ${i}u];`);
    return code.join("\n");
  }
  for (let i = 0; i < count; i += 2) {
    const two = `${name(i)}_two`;
    code.push(`let ${two} = unpack2x16float(planes[${start} + ${i / 2}u]);`);
    code.push(`${declare} ${name(i)} = ${two}.x;`);
    if (i + 1 < count) code.push(`${declare} ${name(i + 1)} = ${two}.y;`);
  }
  return code.join("\n");
}

/** Words from one response to the `columns`th after it, an even number. */
export function wordsOf({ halves }: Tile, columns: number): number {
  return halves ? columns / 2 : columns;
}

/** Convert a float32 to a word of `planes`, and a word of `planes` to a float32. */
export function putSum({ halves }: Tile, value: string): string {
  return halves ? `bitcast<u32>(${value})` : value;
}

export function takeSum({ halves }: Tile, at: string): string {
  return halves ? `bitcast<f32>(planes[${at}])` : `planes[${at}]`;
}
