import { add, matMul, mul, reshape, sub, tensor2d, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { EffectiveFilter } from "./effective-filter.ts";
import { halfWidth } from "./periodic-grid.ts";
import { dftMatrix, fromLines, timesAdjointMatrix, timesMatrix, toLines, turn } from "./tensor-lines.ts";

/** Filters every image and channel with matrix products, on any tfjs backend. */
export function composedFilter(x: Tensor4D, filter: EffectiveFilter): Tensor4D {
  return tidy(() => {
    const { transfer, source, target, conjugated } = filter;
    const [batch, , , channels] = x.shape;
    const planes = batch * channels;
    const half = halfWidth(transfer.width);
    const frequencies = transfer.height * half;
    // Transposed: between the two vertical transforms, the lines are columns.
    const spectrum = (values: Float32Array): Tensor2D =>
      reshape(transpose(tensor2d(values, [transfer.height, half])), [1, frequencies]);

    const across = turn(timesMatrix({ real: toLines(x) }, dftMatrix(source.columns, half)), planes);
    const down = timesMatrix(across, dftMatrix(source.rows));
    const xr = reshape(down.real, [planes, frequencies]);
    const xi = reshape(down.imag, [planes, frequencies]);
    const hr = spectrum(transfer.real);
    const hi = mul(spectrum(transfer.imag), conjugated ? -1 : 1);
    const filtered = {
      real: reshape(sub(mul(xr, hr), mul(xi, hi)), down.real.shape) as Tensor2D,
      imag: reshape(add(mul(xr, hi), mul(xi, hr)), down.real.shape) as Tensor2D,
    };
    const rows = turn(timesAdjointMatrix(filtered, dftMatrix(target.rows)), planes);
    // Each frequency also stands for its conjugate, except those that are their own conjugate.
    const { height, width } = transfer;
    const weight = (k: number): number => (k === 0 || 2 * k === width ? 1 : 2) / (height * width);
    const back = dftMatrix(target.columns, half, weight);
    const lines = add(
      matMul(rows.real, back.real, false, true),
      matMul(rows.imag, back.imag, false, true),
    ) as Tensor2D;
    return fromLines(lines, batch, target.rows.size, channels);
  });
}
