import { correlateSquare } from "./correlate-square.ts";
import type { GridBinding } from "./grid-params.ts";
import type { Tile } from "./tile.ts";
import { declareWorkgroup } from "./workgroup.ts";

/** Parameters of the shaders of a gradient. */
export interface GradientVariant {
  /** Side of the filters. */
  readonly size: number;
  /** Whether every pixel has its own gain. */
  readonly gains: boolean;
  /**
   * Whether the synthesis filters, which follow the analysis filters in their buffer, differ from them: the
   * gain map.
   */
  readonly synthesis: boolean;
}

/** Buffers that the passes over responses read, in the order of their bindings. */
export const RESPONSE_INPUTS: readonly GridBinding[] = ["u", "e", "gain", "filters", "table"].map((name) => ({
  name,
  access: "read",
}));

/** Constants, workgroup memory and functions of both passes over responses. */
export function declareResponses(tile: Tile, { size, gains, synthesis }: GradientVariant): string {
  const { image } = tile;
  const gainIndex = gains
    ? `(sample * params.rows + mirrored(row - REACH, i32(params.rows))) * params.columns
    + mirrored(column - REACH, i32(params.columns)) - params.gainStart`
    : "sample";
  return `${declareWorkgroup(tile)}// The image, then the back-signal.
var<workgroup> images: array<vec2f, ${image * image}>;
var<workgroup> bank: array<Group, ${size * size}>;
${synthesis ? `var<workgroup> backBank: array<Group, ${size * size}>;` : ""}

fn imageAt(sample: u32, row: i32, column: i32) -> f32 {
  let at = (sample * params.rows + mirrored(row, i32(params.rows))) * params.columns;
  return u[at + mirrored(column, i32(params.columns)) - params.uStart];
}

fn backAt(sample: u32, row: i32, column: i32) -> f32 {
  if (row < 0 || column < 0 || row >= i32(params.rows) || column >= i32(params.columns)) { return 0f; }
  return e[(sample * params.rows + u32(row)) * params.columns + u32(column) - params.eStart];
}

// At a response; their domain is that of the image, extended by half a filter.
fn gainAt(sample: u32, row: i32, column: i32) -> f32 {
  return gain[${gainIndex}];
}

struct Look { value: f32, slope: f32, node: u32, fraction: f32 }

// φ, which is linear between the nodes of its table and constant outside, and its slope.
fn lookUp(filterIndex: u32, v: f32) -> Look {
  let pieces = f32(params.nodes - 1u);
  let place = v * params.perResponse + params.middle;
  let within = clamp(place, 0f, pieces);
  let left = min(floor(within), pieces - 1f);
  let node = min(filterIndex, params.count - 1u) * params.nodes + u32(left);
  let low = table[node];
  let rise = table[node + 1u] - low;
  let slope = select(0f, rise * params.perResponse, place >= 0f && place < pieces);
  return Look(low + (within - left) * rise, slope, node, within - left);
}
`;
}

/**
 * Fills `images` for a tile whose image starts `border` pixels above and to the left of `firstRow` and
 * `firstColumn`.
 */
export function loadImages({ image }: Tile, border: string): string {
  const across = image / 2;
  return `for (var i = local; i < ${image * across}u; i += WORKERS) {
    let row = i32(firstRow + i / ${across}u) - ${border};
    let column = i32(firstColumn + 2u * (i % ${across}u)) - ${border};
    images[i] = vec2f(imageAt(sample, row, column), imageAt(sample, row, column + 1));
    images[i + ${image * across}u] = vec2f(backAt(sample, row, column), backAt(sample, row, column + 1));
  }`;
}

/** Fills the banks with the group of filters that starts at `first`, and with zeros beyond the last one. */
export function loadBanks({ group }: Tile, { size, synthesis }: GradientVariant): string {
  const taps = size * size;
  const load = (bank: string, from: string): string => {
    const tapOf = (c: number): string => {
      const filter = `min(first + ${c}u, params.count - 1u)`;
      return `select(0f, filters[${from}${filter} * ${taps}u + tap], first + ${c}u < params.count)`;
    };
    return `${bank}[tap] = Group(${Array.from({ length: group }, (_, c) => tapOf(c)).join(", ")});`;
  };
  return `for (var tap = local; tap < ${taps}u; tap += WORKERS) {
    ${load("bank", "")}
    ${synthesis ? load("backBank", `params.count * ${taps}u + `) : ""}
  }`;
}

/** The sums z of the image and g of the back-signal, at a square of pixels. */
export function correlateBoth(tile: Tile, { synthesis }: GradientVariant): string {
  const back = {
    image: "images",
    from: `${tile.image ** 2 / 2}u`,
    bank: synthesis ? "backBank" : "bank",
    sum: "g",
  };
  return `${correlateSquare(tile, { image: "images", bank: "bank", sum: "z" })}
${correlateSquare(tile, back)}`;
}
