import { mul, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { dftMatrix } from "./dft-matrix.ts";
import type { TransformDirection } from "./image-transform.ts";
import { wholeLine } from "./line-map.ts";
import { fromLines, timesAdjointMatrix, timesMatrix, toLines, turn } from "./tensor-lines.ts";

/** The two-dimensional transform as two matrix products, on any tfjs backend. */
export function composedTransform(
  real: Tensor4D,
  imag: Tensor4D | undefined,
  { inverse, divided }: TransformDirection,
): [real: Tensor4D, imag: Tensor4D] {
  return tidy(() => {
    const [batch, height, width, channels] = real.shape;
    const times = inverse ? timesAdjointMatrix : timesMatrix;
    const lines = { real: toLines(real), imag: imag === undefined ? undefined : toLines(imag) };
    const across = turn(times(lines, dftMatrix(wholeLine(width))), batch * channels);
    const down = turn(times(across, dftMatrix(wholeLine(height))), batch * channels);
    const scale = divided ? 1 / (height * width) : 1;
    const image = (x: Tensor2D): Tensor4D => mul(fromLines(x, batch, height, channels), scale);
    return [image(down.real), image(down.imag)];
  });
}
