import type { Kernel } from "../kernel-module.ts";

/** Pixels of a patch, 8×8. */
export const PIXELS = 64;
/** Largest number of atoms for a patch; that of assembly/sparse-code.ts. */
const MOST = 32;

/** Atoms [count][64] of norm 1; their number is a multiple of 32. */
export type Dictionary = Float32Array;

/**
 * The code of patch n: the atoms `indices` and their `coefficients`, both from starts[n] to starts[n + 1].
 */
export interface SparseCodes {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly coefficients: Float32Array;
}

/**
 * Creates a coder for a dictionary: orthogonal matching pursuit (Pati, Rezaiifar, Krishnaprasad 1993, DOI
 * 10.1109/ACSSC.1993.342465) of patches [n][64], at most `capacity` at a time, until the squared error is at
 * most `bound`. Codes are views, valid until the next call.
 */
export function sparseCoder(
  kernel: Kernel,
  dictionary: Dictionary,
  capacity: number,
): (patches: Float32Array, bound: number) => SparseCodes {
  kernel.free();
  const atoms = dictionary.length / PIXELS;
  const transposed = new Float32Array(dictionary.length);
  for (let a = 0; a < atoms; a++) {
    for (let p = 0; p < PIXELS; p++) transposed[p * atoms + a] = dictionary[a * PIXELS + p]!;
  }
  const [columns, gram] = [kernel.put(transposed), kernel.put(gramMatrix(dictionary))];
  const scratch = kernel.zeros(kernel.sparseCodeBytes(atoms) / 4);
  const patches = kernel.zeros(capacity * PIXELS);
  const starts = kernel.zeros(capacity + 1);
  const [indices, coefficients] = [kernel.zeros(capacity * MOST), kernel.zeros(capacity * MOST)];
  return (values, bound) => {
    const count = values.length / PIXELS;
    kernel.view(patches, values.length).set(values);
    kernel.sparseCode(patches, count, columns, gram, atoms, bound, scratch, starts, indices, coefficients);
    const { buffer } = kernel.memory;
    const ends = new Int32Array(buffer, starts, count + 1);
    return {
      starts: ends,
      indices: new Int32Array(buffer, indices, ends[count]!),
      coefficients: new Float32Array(buffer, coefficients, ends[count]!),
    };
  };
}

function gramMatrix(dictionary: Dictionary): Float32Array {
  const atoms = dictionary.length / PIXELS;
  const gram = new Float32Array(atoms * atoms);
  for (let a = 0; a < atoms; a++) {
    for (let b = a; b < atoms; b++) {
      let sum = 0;
      for (let p = 0; p < PIXELS; p++) sum += dictionary[a * PIXELS + p]! * dictionary[b * PIXELS + p]!;
      gram[a * atoms + b] = sum;
      gram[b * atoms + a] = sum;
    }
  }
  return gram;
}
