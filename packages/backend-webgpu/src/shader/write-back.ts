import { assemble, spreadBlocks } from "./assemble.ts";
import { lines } from "./correlate-square.ts";
import { RESPONSE_INPUTS, correlateBoth, declareResponses, loadBanks, loadImages } from "./gradient-parts.ts";
import type { GradientVariant } from "./gradient-parts.ts";
import { declareGrid } from "./grid-params.ts";
import { declarePlanes } from "./planes.ts";
import type { GridBinding } from "./grid-params.ts";
import type { Tile } from "./tile.ts";

export const BACK_BINDINGS: readonly GridBinding[] = [
  ...RESPONSE_INPUTS,
  { name: "out", access: "read_write" },
  { name: "byGain", access: "read_write" },
];

/**
 * The gradients with respect to the image with its mirrored border, Σ_i k̄_i * (φ'_i · k_i * e), and with
 * respect to the gain at every response. The tiles are those of the forward shader: every tile that needs a
 * response beyond its edge computes it. The back-signal is zero outside its domain.
 */
export function writeBack(variant: GradientVariant, tile: Tile): string {
  const { size, outputs, responses, group, rowStride, planeStride } = tile;
  const squares = responses / 2;
  const { synthesis } = variant;
  return `${declareGrid(BACK_BINDINGS)}
${declareResponses(tile, variant)}
${declarePlanes(tile)}
var<workgroup> gainSums: array<f32, ${responses * responses}>;

@compute @workgroup_size(WORKERS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let sample = params.sample + workgroup.z;
  let firstRow = (params.tileRow + workgroup.y) * ${outputs}u;
  let firstColumn = workgroup.x * ${outputs}u;
  ${loadImages(tile, "4 * REACH")}
  var block0 = vec4f(); var block1 = vec4f(); var block2 = vec4f(); var block3 = vec4f();
  for (var first = 0u; first < params.count; first += ${group}u) {
    ${loadBanks(tile, variant)}
    workgroupBarrier();
    for (var square = local; square < ${squares * squares}u; square += WORKERS) {
      let row = 2u * (square / ${squares}u);
      let pair = square % ${squares}u;
${correlateBoth(tile, variant)}
${eachResponse(
  tile,
  ({ y, x, z, g }) => `      let a = gainAt(
        sample, i32(firstRow + row + ${y}u) - 2 * REACH, i32(firstColumn + 2u * pair + ${x}u) - 2 * REACH,
      );
      let z = ${z};
      let g = ${g};
      let at = (row + ${y}u) * ${responses}u + 2u * pair + ${x}u;
      var sum = 0f;
      if (first > 0u) { sum = gainSums[at]; }`,
  ({ y, x, c }) => `        let look = lookUp(first + ${c}u, a * z[${c}]);
        let to = ${c * planeStride + y * rowStride + x}u + row * ${rowStride}u + 2u * pair;
        planes[to] = look.slope * g[${c}]${synthesis ? " * a" : ""};
        sum += ${
          synthesis
            ? `g[${c}] * look.slope * z[${c}]`
            : `g[${c}] * (z[${c}] * look.slope - look.value / a) / a`
        };
        ${c === group - 1 ? "gainSums[at] = sum;" : ""}`,
)}
    }
    workgroupBarrier();
    ${assemble(tile, "bank")}
    workgroupBarrier();
  }
  ${spreadBlocks(tile)}
  workgroupBarrier();
  let height = params.rows + 2u * params.border;
  let width = params.columns + 2u * params.border;
  for (var i = local; i < ${outputs * outputs}u; i += WORKERS) {
    let row = firstRow + i / ${outputs}u;
    let column = firstColumn + i % ${outputs}u;
    if (row >= height || column >= width) { continue; }
    let sum = ${Array.from({ length: group }, (_, c) => `planes[i + ${c * outputs * outputs}u]`).join(" + ")};
    out[(sample * height + row) * width + column - params.outStart] = sum;
    // Every response is written by the tile that also has it as an output.
    if (row >= height - params.border || column >= width - params.border) { continue; }
    let at = (i / ${outputs}u + ${size - 1}u) * ${responses}u + i % ${outputs}u + ${size - 1}u;
    let line = sample * (height - params.border) + row;
    byGain[line * (width - params.border) + column - params.byGainStart] = gainSums[at];
  }
}
`;
}

/** Code for each of four pixels and each filter of a group. */
function eachResponse(
  { group }: Tile,
  place: (names: { y: number; x: number; z: string; g: string }) => string,
  filter: (names: { y: number; x: number; c: number }) => string,
): string {
  return [0, 1, 2, 3]
    .map((i) => {
      const [y, x] = [i >> 1, i % 2];
      return `    {
${place({ y, x, z: `z${i}`, g: `g${i}` })}
${lines(group, (c) => `      {\n${filter({ y, x, c })}\n      }`)}
    }`;
    })
    .join("\n");
}
