import { READ_SUM } from "./fixed-point.ts";
import { declareGrid } from "./grid-params.ts";
import type { GridBinding } from "./grid-params.ts";

/** A shader and its bindings. */
export interface PlainShader {
  readonly bindings: readonly GridBinding[];
  readonly code: string;
}

/** Rows and columns of the grid for each workgroup of the shaders below. */
export const PLAIN_TILE = 8;

/** A shader that runs `body` once at each point of the grid. */
function onGrid(bindings: readonly GridBinding[], body: string): PlainShader {
  const code = `${declareGrid(bindings)}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let sample = params.sample + workgroup.z;
  let row = (params.tileRow + workgroup.y) * ${PLAIN_TILE}u + local / ${PLAIN_TILE}u;
  let column = workgroup.x * ${PLAIN_TILE}u + local % ${PLAIN_TILE}u;
  if (row >= params.rows || column >= params.columns) { return; }
  let bottom = min((row + 1u) * params.block, params.height);
  let right = min((column + 1u) * params.block, params.width);
  let area = f32((bottom - row * params.block) * (right - column * params.block));
${body}
}
`;
  return { bindings, code };
}

/** Reduces each block of pixels to its mean, its sum, or the sum of its product with another image. */
export function writePool(kind: "mean" | "sum" | "product"): PlainShader {
  const other = kind === "product";
  return onGrid(
    [
      { name: "image", access: "read" },
      ...(other ? [{ name: "other", access: "read" } as const] : []),
      { name: "out", access: "read_write" },
    ],
    `  var sum = 0f;
  for (var y = row * params.block; y < bottom; y++) {
    for (var x = column * params.block; x < right; x++) {
      let at = (sample * params.height + y) * params.width + x;
      sum += image[at - params.imageStart]${other ? " * other[at - params.otherStart]" : ""};
    }
  }
  let to = (sample * params.rows + row) * params.columns + column - params.outStart;
  out[to] = sum${kind === "mean" ? " / area" : ""};`,
  );
}

/**
 * Adds the border of a map to the pixels that it mirrors, and distributes the mean of a block over its
 * pixels: the transpose of averaging and mirroring. The result is added to `from`.
 */
export function writeFold(from: "base" | "zero" | "out"): PlainShader {
  const start = { base: "base[at - params.baseStart] + ", zero: "", out: "out[at - params.outStart] + " }[
    from
  ];
  return onGrid(
    [
      { name: "padded", access: "read" },
      ...(from === "base" ? [{ name: "base", access: "read" } as const] : []),
      { name: "out", access: "read_write" },
    ],
    `  let border = i32(params.border);
  let size = vec2i(i32(params.rows), i32(params.columns));
  // A pixel appears twice, once mirrored, in every period of twice the image size.
  let periods = (size + border) / (2 * size) + 1;
  var sum = 0f;
  for (var i = -2 * periods.x; i < 2 * periods.x + 2; i++) {
    let y = select(i32(row), -1 - i32(row), (i & 1) == 1) + 2 * size.x * (i >> 1u) + border;
    if (y < 0 || y >= size.x + 2 * border) { continue; }
    for (var j = -2 * periods.y; j < 2 * periods.y + 2; j++) {
      let x = select(i32(column), -1 - i32(column), (j & 1) == 1) + 2 * size.y * (j >> 1u) + border;
      if (x < 0 || x >= size.y + 2 * border) { continue; }
      let line = sample * (params.rows + 2u * params.border) + u32(y);
      sum += padded[line * (params.columns + 2u * params.border) + u32(x) - params.paddedStart];
    }
  }
  let share = params.sign * sum / area;
  for (var y = row * params.block; y < bottom; y++) {
    for (var x = column * params.block; x < right; x++) {
      let at = (sample * params.height + y) * params.width + x;
      out[at - params.outStart] = ${start}share;
    }
  }`,
  );
}

/** Converts the sums of the table, a grid of [count, nodes] points, to floats. */
export function writeTable(): PlainShader {
  const { bindings, code } = onGrid(
    [
      { name: "sums", access: "read", element: "u32" },
      { name: "bound", access: "read" },
      { name: "out", access: "read_write" },
    ],
    `  let at = row * params.columns + column;
  out[at] = params.sign * readSum(at);`,
  );
  return { bindings, code: `${code}${READ_SUM}` };
}
