import { encodeNpy } from "@genericdp/image";
import type { Model } from "@genericdp/model";
import { zipSync } from "fflate";
import { modelArrays } from "./model-arrays.ts";
import { writeMat } from "./write-mat.ts";

/** The earliest time that a zip archive can store, in local time, as zip does. */
const NO_TIME = new Date(1980, 0, 1);

/**
 * Exports what a model has learned as the bytes of an `.npz` file for `numpy.load`: named float32 arrays,
 * each for all stages, of filters, influence functions and curves as they appear in equation (4) of Qiao et
 * al. (BMVC 2017), instead of the coefficients and logarithms that are trained. docs/other-programs.md lists
 * the arrays and shows the process in NumPy. Equal models give equal bytes.
 */
export function exportNpz(model: Model): Uint8Array<ArrayBuffer> {
  const files = Array.from(modelArrays(model), ({ name, data, shape }) => {
    return [`${name}.npy`, encodeNpy(Float32Array.from(data), shape)] as const;
  });
  return Uint8Array.from(zipSync(Object.fromEntries(files), { mtime: NO_TIME }));
}

/**
 * Exports the arrays of {@link exportNpz}, with the same indices, as the bytes of a file for MATLAB and
 * Octave: variables of class single. Lists are columns.
 */
export function exportMat(model: Model): Uint8Array<ArrayBuffer> {
  const variables = Array.from(modelArrays(model), ({ name, data, shape }) => {
    const sides = shape.length === 1 ? [...shape, 1] : shape;
    return [name, { data: firstIndexFastest(data, sides), shape: sides }] as const;
  });
  return writeMat(new Map(variables));
}

/**
 * Reorders numbers whose last index is fastest so that the first is. With the sides reversed, does the
 * opposite.
 */
export function firstIndexFastest(data: ArrayLike<number>, shape: readonly number[]): Float32Array {
  return Float32Array.from(data, (_, at) => {
    let [rest, from] = [at, 0];
    let stride = data.length;
    for (const side of shape) {
      stride /= side;
      from += (rest % side) * stride;
      rest = Math.floor(rest / side);
    }
    return data[from]!;
  });
}
