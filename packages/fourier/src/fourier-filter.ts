import { Tensor, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { composedFilter } from "./composed-filter.ts";
import { effectiveFilter } from "./effective-filter.ts";
import type { FourierFilter } from "./effective-filter.ts";
import { filterImages } from "./filter-images.ts";
import { runLinearOp } from "./linear-op.ts";
import type { LinearOp } from "./linear-op.ts";
import { halfWidth } from "./periodic-grid.ts";
import type { GridPlacement } from "./periodic-grid.ts";

interface FilterAttributes {
  readonly filter: FourierFilter;
  readonly transposed: boolean;
}

const OP: LinearOp<FilterAttributes> = {
  kernelName: "GenericDPFourierFilter",
  onHost: ([x], { filter, transposed }) => {
    const { shape, values } = filterImages(
      x!.dataSync(),
      x!.shape as Tensor4D["shape"],
      effectiveFilter(filter, transposed),
    );
    return [tensor4d(values, shape)];
  },
  composed: ([x], { filter, transposed }) => [
    composedFilter(x as Tensor4D, effectiveFilter(filter, transposed)),
  ],
  transpose: ({ filter, transposed }) => ({ filter, transposed: !transposed }),
};

/**
 * R x: places the images on a periodic grid, multiplies their spectra by the filter's, and reads the pixels
 * of the result from the grid.
 *
 * One differentiable op covers convolution with any border, and any sampling after it.
 *
 * @param x `[batch, height, width, channels]`; height and width must match the filter's source.
 * @returns `[batch, height, width, channels]`; height and width are those of the filter's target.
 * @throws TypeError or RangeError if the shapes do not fit.
 */
export function fourierFilter(x: Tensor4D, filter: FourierFilter): Tensor4D {
  check("fourierFilter", "x", x, filter, filter.source);
  return runLinearOp(OP, [x], { filter, transposed: false })[0] as Tensor4D;
}

/** Rᵀ y: the transpose of {@link fourierFilter}. Height and width of y must match the filter's target. */
export function fourierFilterAdjoint(y: Tensor4D, filter: FourierFilter): Tensor4D {
  check("fourierFilterAdjoint", "y", y, filter, filter.target);
  return runLinearOp(OP, [y], { filter, transposed: true })[0] as Tensor4D;
}

function check(where: string, name: string, x: Tensor4D, filter: FourierFilter, side: GridPlacement): void {
  if (!(x instanceof Tensor && x.rank === 4)) {
    throw new TypeError(`${where}: expected ${name} of shape [batch, height, width, channels], got ${x}`);
  }
  const { rows, columns } = side;
  if (x.shape[1] !== rows.size || x.shape[2] !== columns.size) {
    const [, height, width] = x.shape;
    throw new RangeError(
      `${where}: expected ${name} of ${rows.size}×${columns.size} pixels, got ${height}×${width}`,
    );
  }
  const { transfer, source, target } = filter;
  for (const placement of [source, target]) {
    const [height, width] = [placement.rows.indices.length, placement.columns.indices.length];
    if (height !== transfer.height || width !== transfer.width) {
      const grid = `${transfer.height}×${transfer.width}`;
      throw new RangeError(`${where}: expected maps of a grid of ${grid}, got ${height}×${width}`);
    }
  }
  const length = transfer.height * halfWidth(transfer.width);
  if (transfer.real.length !== length || transfer.imag.length !== length) {
    const got = `${transfer.real.length} and ${transfer.imag.length}`;
    throw new RangeError(`${where}: expected a spectrum of ${length} numbers, got ${got}`);
  }
}
