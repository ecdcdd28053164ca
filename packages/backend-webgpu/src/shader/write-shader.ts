import { assemble, spreadBlocks } from "./assemble.ts";
import { PARAMS_WGSL } from "./params.ts";
import { declarePlanes, takeSum } from "./planes.ts";
import { respond } from "./respond.ts";
import type { Tile } from "./tile.ts";
import { bufferNames } from "./variant.ts";
import type { ShaderVariant } from "./variant.ts";
import { declareWorkgroup } from "./workgroup.ts";

/*
 * One workgroup computes one tile of outputs of one sample. It holds the image of the tile with a border of
 * size − 1 in workgroup memory and processes the filters in groups: it computes φ of the responses on the
 * tile, extended by half a filter, and then their adjoint. Responses are never written to the memory of the
 * device; those beyond the edge are computed by every tile that needs them.
 */

/** The WGSL program of a variant; its entry point is `main`. */
export function writeShader(variant: ShaderVariant, tile: Tile): string {
  const { size, image, responses, group } = tile;
  const { gains } = variant;
  const synthesis = variant.output === "gainMap";
  const taps = size * size;
  const perGroup = (value: (c: number) => string): string =>
    `Group(${Array.from({ length: group }, (_, c) => value(c)).join(", ")})`;
  const loadBank = (bank: string, filters: string): string => {
    const tapOf = (c: number): string =>
      `select(0f, ${filters}[(first + ${c}u) * ${taps}u + tap], first + ${c}u < params.count)`;
    return `    for (var tap = local; tap < ${taps}u; tap += WORKERS) {
      ${bank}[tap] = ${perGroup(tapOf)};
    }`;
  };
  return `${PARAMS_WGSL}${declareWorkgroup(tile)}@group(0) @binding(0) var<uniform> params: Params;
${bufferNames(variant)
  .map((name, i) => {
    const access = name === "out" ? "read_write" : "read";
    return `@group(0) @binding(${i + 1}) var<storage, ${access}> ${name}: array<f32>;`;
  })
  .join("\n")}
var<workgroup> image: array<vec2f, ${(image * image) / 2}>;
${declarePlanes(tile)}
var<workgroup> bank: array<Group, ${taps}>;
${synthesis ? `var<workgroup> synthesisBank: array<Group, ${taps}>;` : ""}
${gains ? `var<workgroup> gains: array<f32, ${responses * responses}>;` : ""}

${blockMean("x")}
${gains ? blockMean("gain") : ""}

// φ: linear between the nodes of its table, constant outside.
fn influence(filterIndex: u32, v: f32) -> f32 {
  let pieces = f32(params.nodes - 1u);
  let place = clamp(v * params.perResponse + params.middle, 0f, pieces);
  let left = min(floor(place), pieces - 1f);
  let node = min(filterIndex, params.count - 1u) * params.nodes + u32(left);
  let low = table[node];
  return low + (place - left) * (table[node + 1u] - low);
}

@compute @workgroup_size(WORKERS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let sample = params.sample + workgroup.z;
  let firstRow = (params.tileRow + workgroup.y) * ${tile.outputs}u;
  let firstColumn = workgroup.x * ${tile.outputs}u;
  ${gains ? "" : "let sampleGain = gain[sample];"}
  for (var i = local; i < ${(image * image) / 2}u; i += WORKERS) {
    let row = mirrored(i32(firstRow + i / ${image / 2}u) - 2 * REACH, i32(params.rows));
    let place = i32(firstColumn + 2u * (i % ${image / 2}u)) - 2 * REACH;
    image[i] = vec2f(
      xMean(sample, row, mirrored(place, i32(params.columns))),
      xMean(sample, row, mirrored(place + 1, i32(params.columns))),
    );
  }
  ${gains ? loadGains(responses) : ""}
  var block0 = vec4f(); var block1 = vec4f(); var block2 = vec4f(); var block3 = vec4f();
  for (var first = 0u; first < params.count; first += ${group}u) {
${loadBank("bank", "filters")}
${synthesis ? loadBank("synthesisBank", "synthesis") : ""}
    workgroupBarrier();
    ${respond(tile, { gains, ratio: !synthesis })}
    workgroupBarrier();
    ${assemble(tile, synthesis ? "synthesisBank" : "bank")}
    workgroupBarrier();
  }
  ${spreadBlocks(tile)}
  workgroupBarrier();
  ${writeOutputs(variant, tile)}
}
`;
}

/** Mean of a block of an image; at the right and lower edge, of the part inside the image. */
function blockMean(name: "x" | "gain"): string {
  return `fn ${name}Mean(sample: u32, row: u32, column: u32) -> f32 {
  let top = row * params.block;
  let left = column * params.block;
  let bottom = min(top + params.block, params.height);
  let right = min(left + params.block, params.width);
  var sum = 0f;
  for (var y = top; y < bottom; y++) {
    for (var x_ = left; x_ < right; x_++) {
      sum += ${name}[(sample * params.height + y) * params.width + x_ - params.${name}Start];
    }
  }
  return sum / f32((bottom - top) * (right - left));
}`;
}

function loadGains(responses: number): string {
  return `for (var i = local; i < ${responses * responses}u; i += WORKERS) {
    let row = mirrored(i32(firstRow + i / ${responses}u) - REACH, i32(params.rows));
    let column = mirrored(i32(firstColumn + i % ${responses}u) - REACH, i32(params.columns));
    gains[i] = gainMean(sample, row, column);
  }`;
}

function writeOutputs({ output, coarser }: ShaderVariant, tile: Tile): string {
  const { outputs, group } = tile;
  const planes = Array.from({ length: group }, (_, c) => takeSum(tile, `i + ${c * outputs * outputs}u`));
  const coarserIndex =
    "(sample * ((params.rows + 1u) / 2u) + row / 2u) * ((params.columns + 1u) / 2u) + column / 2u";
  return `for (var i = local; i < ${outputs * outputs}u; i += WORKERS) {
    let row = firstRow + i / ${outputs}u;
    let column = firstColumn + i % ${outputs}u;
    if (row >= params.rows || column >= params.columns) { continue; }
    var sum = ${planes.join(" + ")};
    ${coarser ? `sum += coarser[${coarserIndex} - params.coarserStart];` : ""}
    let at = (sample * params.rows + row) * params.columns + column;
    ${WRITERS[output]}
  }`;
}

const WRITERS: Readonly<Record<ShaderVariant["output"], string>> = {
  // The finest grid: blocks are pixels.
  stage: `let u = x[at - params.xStart];
    let f = observation[at - params.observationStart];
    out[at - params.outStart] = u - sum - reaction[sample] * (u - f);`,
  term: "out[at - params.outStart] = sum;",
  gainMap: `let a = sampleGain * exp(sum);
    for (var y = row * params.block; y < min((row + 1u) * params.block, params.height); y++) {
      for (var x_ = column * params.block; x_ < min((column + 1u) * params.block, params.width); x_++) {
        out[(sample * params.height + y) * params.width + x_ - params.outStart] = a;
      }
    }`,
};
