import { lines } from "./correlate-square.ts";
import { ADD_TO_SUM } from "./fixed-point.ts";
import { RESPONSE_INPUTS, correlateBoth, declareResponses, loadBanks, loadImages } from "./gradient-parts.ts";
import type { GradientVariant } from "./gradient-parts.ts";
import { declareGrid } from "./grid-params.ts";
import type { GridBinding } from "./grid-params.ts";
import type { Tile } from "./tile.ts";
import { WORKERS } from "./workgroup.ts";

export const WEIGHTS_BINDINGS: readonly GridBinding[] = [
  ...RESPONSE_INPUTS,
  { name: "bound", access: "read" },
  { name: "sums", access: "read_write", element: "atomic<u32>" },
  { name: "partials", access: "read_write" },
];

/**
 * The sums over all responses: Σ_q φ'_i g_i [q] u[q+d] and Σ_q φ_i[q] e[q+d] for the filters, and the
 * contribution of each response to two nodes of its table. A workgroup processes one group of filters over
 * many tiles, whose responses do not overlap those of other tiles. The sums for the filters are written to
 * `partials`, [workgroup, 2, count, tap], which are added in a fixed order. Those of the table are written to
 * `sums` as integers, for which the order does not matter.
 */
export function writeWeights(variant: GradientVariant, tile: Tile): string {
  const { size, outputs, image, group, rowStride, planeStride } = tile;
  const { synthesis } = variant;
  const squares = outputs / 2;
  // One per row of taps, filter and sum (there are two).
  const tasks = 2 * group * size;
  const rounds = Array.from({ length: Math.ceil(tasks / WORKERS) }, (_, round) => round);
  const eachTap = (line: (x: number) => string): string => lines(size, line);
  return `${declareGrid(WEIGHTS_BINDINGS)}
${declareResponses(tile, variant)}
// φ' g of every filter of the group, followed by φ.
var<workgroup> planes: array<f32, ${2 * group * planeStride}>;
${ADD_TO_SUM}

@compute @workgroup_size(WORKERS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let first = workgroup.y * ${group}u;
  let scale = powerOfTwo(scaleExponent());
  ${loadBanks(tile, variant)}
${rounds.map((round) => eachTap((x) => `  var total${round}_${x} = 0f;`)).join("\n")}
  for (var tile = workgroup.x; tile < params.tiles; tile += params.strips) {
    let perSample = params.tileRows * params.tileColumns;
    let sample = params.sample + tile / perSample;
    let firstRow = (params.tileRow + tile % perSample / params.tileColumns) * ${outputs}u;
    let firstColumn = tile % params.tileColumns * ${outputs}u;
    workgroupBarrier();
    ${loadImages(tile, "2 * REACH")}
    workgroupBarrier();
    for (var square = local; square < ${squares * squares}u; square += WORKERS) {
      let row = 2u * (square / ${squares}u);
      let pair = square % ${squares}u;
${correlateBoth(tile, variant)}
${lines(4, (i) =>
  lines(group, (c) => {
    const to = `${c * planeStride + (i >> 1) * rowStride + (i % 2)}u + row * ${rowStride}u + 2u * pair`;
    return `      planes[${to}] = z${i}[${c}]; planes[${group * planeStride}u + ${to}] = g${i}[${c}];`;
  }),
)}
    }
    workgroupBarrier();
    for (var i = local; i < ${group * outputs * outputs}u; i += WORKERS) {
      let c = i / ${outputs * outputs}u;
      let y = i % ${outputs * outputs}u / ${outputs}u;
      let x = i % ${outputs}u;
      let inside = firstRow + y < params.rows + 2u * u32(REACH)
        && firstColumn + x < params.columns + 2u * u32(REACH);
      let a = gainAt(sample, i32(firstRow + y), i32(firstColumn + x));
      let at = c * ${planeStride}u + y * ${rowStride}u + x;
      let g = planes[at + ${group * planeStride}u];
      let look = lookUp(first + c, a * planes[at]);
      planes[at] = select(0f, look.slope * g${synthesis ? " * a" : ""}, inside);
      planes[at + ${group * planeStride}u] = select(0f, look.value${synthesis ? "" : " / a"}, inside);
      if (inside && first + c < params.count) {
        let back = g${synthesis ? "" : " / a"};
        let right = back * look.fraction;
        addToSum(look.node, back - right, scale);
        addToSum(look.node + 1u, right, scale);
      }
    }
    workgroupBarrier();
${rounds
  .map(
    (round) => `    if (local + ${round * WORKERS}u < ${tasks}u) {
      let task = local + ${round * WORKERS}u;
      let plane = task / ${size}u * ${planeStride}u;
      let start = task / ${group * size}u * ${(image * image) / 2}u + task % ${size}u * ${image / 2}u;
${eachTap((x) => `      var sum${x} = 0f;`)}
      for (var y = 0u; y < ${outputs}u; y++) {
        for (var x = 0u; x < ${outputs}u; x += 4u) {
          let p = plane + y * ${rowStride}u + x;
          let weights = vec4f(planes[p], planes[p + 1u], planes[p + 2u], planes[p + 3u]);
          let i = start + y * ${image / 2}u + x / 2u;
${lines((size + 3) / 2, (i) => `          let pixels${i} = images[i + ${i}u];`)}
${eachTap((x) => {
  const four = [0, 1, 2, 3].map((j) => `pixels${(x + j) >> 1}.${(x + j) % 2 === 0 ? "x" : "y"}`);
  return `          sum${x} += dot(weights, vec4f(${four.join(", ")}));`;
})}
        }
      }
${eachTap((x) => `      total${round}_${x} += sum${x};`)}
    }`,
  )
  .join("\n")}
  }
${rounds
  .map(
    (round) => `  {
    let task = local + ${round * WORKERS}u;
    let filter_ = first + task / ${size}u % ${group}u;
    if (task < ${tasks}u && filter_ < params.count) {
      let slot = (params.slot + workgroup.x) * 2u + task / ${group * size}u;
      let to = (slot * params.count + filter_) * ${size * size}u + task % ${size}u * ${size}u;
${eachTap((x) => `      partials[to + ${x}u] = total${round}_${x};`)}
    }
  }`,
  )
  .join("\n")}
}
`;
}
