import type { LinearOperator } from "@genericdp/core";
import {
  avgPool,
  cast,
  div,
  greater,
  image as images,
  max,
  min,
  mul,
  onesLike,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import type { Scalar, Tensor4D } from "@tensorflow/tfjs-core";

/** Pixels with less than this share of the largest weight count as not measured. */
const LEAST_WEIGHT = 1e-3;

export interface BackProjection {
  /** An image whose measurement has the shape of y. */
  readonly estimate: Tensor4D;
  /** 1 where A sees every pixel, else 0. */
  readonly complete: Scalar;
}

/**
 * A first estimate from the measurement alone: the normalised adjoint Aᵀy / (AᵀA 1), which gives a constant
 * image back exactly. Pixels that A does not see (AᵀA 1 ≈ 0: behind a mask, between the samples of a
 * decimation, beyond a border) are filled from those around them.
 * To be called within tidy.
 */
export function backProject(operator: LinearOperator, y: Tensor4D): BackProjection {
  const back = operator.adjoint(y);
  const weight = operator.adjoint(operator.forward(onesLike(back)));
  const seen: Tensor4D = greater(weight, mul(LEAST_WEIGHT, max(weight)));
  const values: Tensor4D = where(seen, div(back, weight), zerosLike(back));
  const known: Tensor4D = cast(seen, "float32");
  return { estimate: fillGaps(values, known), complete: min(known) };
}

/** Propagates the means of the known pixels up a pyramid and back down into the gaps. */
function fillGaps(values: Tensor4D, known: Tensor4D): Tensor4D {
  const [, height, width] = values.shape;
  if (height === 1 && width === 1) return values;
  const share: Tensor4D = avgPool(known, 2, 2, "same");
  const some: Tensor4D = greater(share, 0);
  const means: Tensor4D = where(some, div(avgPool(values, 2, 2, "same"), share), zerosLike(share));
  const coarse = fillGaps(means, cast(some, "float32"));
  return where(greater(known, 0), values, images.resizeBilinear(coarse, [height, width], false, true));
}
