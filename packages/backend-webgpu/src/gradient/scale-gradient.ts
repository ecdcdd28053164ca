import { engine, neg, reshape, sum, unstack } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import type { GpuKernel } from "../gpu-kernel.ts";
import type { GradientVariant } from "../shader/gradient-parts.ts";
import { BACK_BINDINGS, writeBack } from "../shader/write-back.ts";
import { WEIGHTS_BINDINGS, writeWeights } from "../shader/write-weights.ts";
import { rowsOf } from "./grid-pass.ts";
import type { GridPass, GridShape } from "./grid-pass.ts";
import { tablePass } from "./plain-passes.ts";

/** One bank of filters on one grid, whose images are already averaged over blocks. */
export interface ScaleGradientInputs {
  readonly variant: GradientVariant;
  /** u and the back-signal: `[batch, rows, columns, 1]`. */
  readonly u: Tensor4D;
  readonly e: Tensor4D;
  /** `[batch]`, or the shape of `u`. */
  readonly gain: Tensor;
  /** `[count, size, size]`; followed by the synthesis filters if they differ. */
  readonly filters: Tensor;
  readonly table: Tensor;
  readonly radius: number;
  /** Bound on the contribution of a response to its table: `[]`. */
  readonly bound: Tensor;
  readonly sign: 1 | -1;
}

export interface ScaleGradient {
  /** With respect to u with its mirrored border, to be folded; of positive sign, like `byGain`. */
  readonly padded: Tensor4D;
  readonly border: number;
  /** With respect to the gain of each response. */
  readonly byGain: Tensor4D;
  /** With respect to the analysis filters, and to the synthesis filters. */
  readonly filters: readonly [Tensor3D, Tensor3D];
  readonly table: Tensor;
}

/** Workgroups for each group of filters. */
const STRIPS = 64;

/** A tensor of undefined content that is registered with the `tidy` of tfjs. */
export function hold<T extends Tensor = Tensor4D>(kernel: GpuKernel, shape: readonly number[]): T {
  return engine().makeTensorFromTensorInfo(kernel.allocate(shape)) as T;
}

/** Must be called in a `tidy`. */
export function runScaleGradient(kernel: GpuKernel, inputs: ScaleGradientInputs): ScaleGradient {
  const { variant, u, e, gain, filters, table, radius, bound, sign } = inputs;
  const tiles = kernel.gradientTiles(variant)!;
  const { size } = variant;
  const [batch, rows, columns] = u.shape;
  const [count, nodes] = table.shape as [number, number];
  const border = size - 1;
  const pieces = nodes - 1;
  const total = batch * (rows + border) * (columns + border);
  const params = {
    rows,
    columns,
    count,
    nodes,
    border,
    total,
    perResponse: pieces / (2 * radius),
    middle: pieces / 2,
  };
  const image = { height: rows, width: columns };
  const grown = { height: rows + border, width: columns + border };
  const padded = { height: rows + 2 * border, width: columns + 2 * border };
  const inputsOf = (tileHeight: number): GridPass["buffers"] => {
    const seen = rowsOf(image, tileHeight, 2 * border);
    return {
      u: { tensor: u, rows: seen },
      e: { tensor: e, rows: seen },
      gain: { tensor: gain, ...(variant.gains && { rows: seen }) },
      filters: { tensor: filters },
      table: { tensor: table },
    };
  };

  const { back, weights } = tiles;
  const dPadded = hold(kernel, [batch, padded.height, padded.width, 1]);
  const byGain = hold(kernel, [batch, grown.height, grown.width, 1]);
  const backPass: GridPass = {
    batch,
    width: columns,
    tileRows: Math.ceil(padded.height / back.outputs),
    tileColumns: Math.ceil(padded.width / back.outputs),
    key: `back ${JSON.stringify(variant)}`,
    bindings: BACK_BINDINGS,
    code: () => writeBack(variant, back),
    params,
    buffers: {
      ...inputsOf(back.outputs),
      out: { tensor: dPadded, rows: rowsOf(padded, back.outputs) },
      byGain: { tensor: byGain, rows: rowsOf(grown, back.outputs) },
    },
    work: count * size ** 2 * (2 * back.responses ** 2 + back.outputs ** 2),
  };

  const shape: GridShape = {
    batch,
    width: columns,
    tileRows: Math.ceil(grown.height / weights.outputs),
    tileColumns: Math.ceil(grown.width / weights.outputs),
    buffers: inputsOf(weights.outputs),
    work: count * size ** 2 * 4 * weights.outputs ** 2,
  };
  const strips = Math.min(STRIPS, batch * shape.tileRows * shape.tileColumns);
  const slots = kernel.grid.cut(shape).length * strips;
  const partials = hold(kernel, [slots, 2 * count * size ** 2]);
  const sums = hold(kernel, [count, nodes, 2]);
  const dTable = hold(kernel, [count, nodes]);
  const weightsPass: GridPass = {
    ...shape,
    key: `weights ${JSON.stringify(variant)}`,
    bindings: WEIGHTS_BINDINGS,
    code: () => writeWeights(variant, weights),
    params,
    buffers: {
      ...shape.buffers,
      bound: { tensor: bound },
      sums: { tensor: sums },
      partials: { tensor: partials },
    },
    strips: { count: strips, groups: Math.ceil(count / weights.group) },
    cleared: sums,
  };

  kernel.grid.run([
    backPass,
    weightsPass,
    tablePass([count, nodes], sign, total, { sums, bound, out: dTable }),
  ]);
  const added = reshape(sum(partials, 0), [2, count, size, size]);
  const [first, second] = unstack(sign < 0 ? neg(added) : added) as [Tensor3D, Tensor3D];
  return { padded: dPadded, border, byGain, filters: [first, second], table: dTable };
}
