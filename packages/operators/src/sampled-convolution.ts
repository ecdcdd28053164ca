import { boundedCache, defineLinearOperator } from "@genericdp/core";
import { fourierFilter, fourierFilterAdjoint, wholeLine } from "@genericdp/fourier";
import type { ImageShape, LinearOperator } from "@genericdp/core";
import type { FourierFilter, GridPlacement, HalfSpectrum } from "@genericdp/fourier";
import { add, mul, ones, sub } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { insertZeros, sampledLine, takeEvery } from "./sampling.ts";
import { proxSpectrum } from "./spectrum/prox-spectrum.ts";

/**
 * A circular convolution followed by sampling, A = S H: every `factor`-th pixel is kept, starting at `phase`.
 * Identity, circular blur, decimation and their compositions are of this form.
 */
export interface SampledConvolution {
  readonly factor: number;
  readonly phase: number;
  /**
   * The spectrum of the convolution for images of a given size; absent without convolution.
   *
   * @throws RangeError for a size for which the convolution is not defined.
   */
  readonly transfer?: ((height: number, width: number) => HalfSpectrum) | undefined;
}

/** An operator that declares its convolution, so that `compose` can find the proximal map of two. */
export interface SampledConvolutionOperator extends LinearOperator {
  readonly convolution: SampledConvolution;
}

/** The sampled convolution that an operator declares, if any. */
export function asSampledConvolution(
  operator: LinearOperator & Partial<SampledConvolutionOperator>,
): SampledConvolution | undefined {
  return operator.convolution;
}

/**
 * The operator A = S H with its proximal map in closed form,
 *
 *     z + H̄ᵀ Sᵀ γ (I + γ S H Hᵀ Sᵀ)⁻¹ (y − A z)
 *
 * because S H Hᵀ Sᵀ is a circular convolution on the coarse grid (Zhao et al., DOI 10.1109/TIP.2016.2567075,
 * Theorem 1; this form is accurate for any γ). Your own operators can be of this form.
 */
export function sampledConvolution(
  name: string,
  convolution: SampledConvolution,
): SampledConvolutionOperator {
  const { factor, phase, transfer } = convolution;
  const filterOf = transfer === undefined ? undefined : filters(convolution, transfer);

  const forward = (x: Tensor4D): Tensor4D => {
    if (filterOf === undefined) return takeEvery(x, factor, phase);
    return fourierFilter(x, filterOf(x.shape[1], x.shape[2]));
  };
  const adjoint = (y: Tensor4D): Tensor4D => {
    if (filterOf === undefined) return insertZeros(y, factor, phase);
    return fourierFilterAdjoint(y, filterOf(y.shape[1] * factor, y.shape[2] * factor));
  };
  const proxL2 = (z: Tensor4D, y: Tensor4D, gamma: number): Tensor4D => {
    const residual = sub(y, forward(z)) as Tensor4D;
    if (filterOf === undefined) {
      return add(z, insertZeros(mul(residual, gamma / (1 + gamma)), factor, phase));
    }
    const { transfer: spectrum, source, target } = filterOf(z.shape[1], z.shape[2]);
    const back = { transfer: proxSpectrum(spectrum, factor, gamma), source: target, target: source };
    return add(z, fourierFilter(residual, back));
  };
  const operator = defineLinearOperator({
    name,
    outputShape: ([batch, height, width, channels]) => {
      checkSides(name, height, width, factor);
      // Throws for a size for which the convolution is not defined.
      filterOf?.(height, width);
      return [batch, height / factor, width / factor, channels];
    },
    forward,
    adjoint,
    proxL2,
    ...(factor === 1 && transfer === undefined && { diagonal: (): Tensor4D => ones([1, 1, 1, 1]) }),
  });
  return Object.freeze({ ...operator, convolution: Object.freeze({ ...convolution }) });
}

/** A = I: only noise. Its proximal map is (z + γ y)/(1 + γ). */
export function identity(): LinearOperator {
  return sampledConvolution("identity", { factor: 1, phase: 0 });
}

function filters(
  { factor, phase }: SampledConvolution,
  transfer: (height: number, width: number) => HalfSpectrum,
): (height: number, width: number) => FourierFilter {
  const cache = boundedCache(4, (size: string): FourierFilter => {
    const [height, width] = size.split("×").map(Number) as [number, number];
    const whole: GridPlacement = { rows: wholeLine(height), columns: wholeLine(width) };
    const sampled: GridPlacement = {
      rows: sampledLine(height, factor, phase),
      columns: sampledLine(width, factor, phase),
    };
    return { transfer: transfer(height, width), source: whole, target: sampled };
  });
  return (height, width) => cache(`${height}×${width}`);
}

function checkSides(name: string, height: ImageShape[1], width: ImageShape[2], factor: number): void {
  if (height % factor === 0 && width % factor === 0) return;
  throw new RangeError(`${name}: expected sides that are multiples of ${factor}, got ${height}×${width}`);
}
