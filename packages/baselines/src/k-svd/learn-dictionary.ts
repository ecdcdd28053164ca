import type { Kernel } from "../kernel-module.ts";
import { PIXELS, sparseCoder } from "./sparse-codes.ts";
import type { Dictionary, SparseCodes } from "./sparse-codes.ts";

const SIDE = 8;
/** Waves in each direction of the initial dictionary, whose atoms are their products. */
const WAVES = 16;

/**
 * K-SVD: alternates between sparse coding of all patches and updating the atoms.
 *
 * @param patches [n][64], each with zero sum.
 * @param bound squared error of a code.
 */
export function learnDictionary(
  kernel: Kernel,
  patches: Float32Array,
  bound: number,
  iterations: number,
): Dictionary {
  let dictionary = cosineDictionary();
  for (let k = 0; k < iterations; k++) {
    const codes = sparseCoder(kernel, dictionary, patches.length / PIXELS)(patches, bound);
    dictionary = updatedDictionary(dictionary, patches, codes);
  }
  return dictionary;
}

/** 256 products of two of 16 cosines, of sum zero and norm 1; the first, which would be constant, is 0. */
export function cosineDictionary(): Dictionary {
  const dictionary = new Float32Array(WAVES * WAVES * PIXELS);
  const wave = (k: number, i: number): number => Math.cos((Math.PI * k * i) / WAVES);
  const means = Array.from({ length: WAVES }, (_, k) => {
    const sum = Array.from({ length: SIDE }, (_unused, i) => wave(k, i)).reduce((a, b) => a + b, 0);
    return k === 0 ? 0 : sum / SIDE;
  });
  for (let a = 1; a < WAVES * WAVES; a++) {
    const [down, across] = [Math.floor(a / WAVES), a % WAVES];
    for (let p = 0; p < PIXELS; p++) {
      const [y, x] = [Math.floor(p / SIDE), p % SIDE];
      dictionary[a * PIXELS + p] = (wave(down, y) - means[down]!) * (wave(across, x) - means[across]!);
    }
    normalise(dictionary.subarray(a * PIXELS, (a + 1) * PIXELS));
  }
  return dictionary;
}

/**
 * Updates each atom and its coefficients to a better approximation of the residuals, without this atom, of
 * the patches that use it: one step of the power method for their singular vectors (Rubinstein, Zibulevsky,
 * Elad 2008). An unused atom is replaced by the patch with the largest error.
 */
export function updatedDictionary(
  dictionary: Dictionary,
  patches: Float32Array,
  { starts, indices, coefficients: given }: SparseCodes,
): Dictionary {
  const result = dictionary.slice();
  const coefficients = given.slice();
  const residuals = residualsOf(dictionary, patches, { starts, indices, coefficients });
  const atoms = dictionary.length / PIXELS;
  const { places, ends } = byAtom(indices, atoms);
  const patchOf = new Int32Array(indices.length);
  for (let n = 0; n + 1 < starts.length; n++) patchOf.fill(n, starts[n], starts[n + 1]);
  const next = new Float32Array(PIXELS);
  for (let a = 0, start = 0; a < atoms; a++) {
    const atom = result.subarray(a * PIXELS, (a + 1) * PIXELS);
    const uses = places.subarray(start, ends[a]);
    start = ends[a]!;
    next.fill(0);
    for (const at of uses) {
      const coefficient = coefficients[at]!;
      const from = patchOf[at]! * PIXELS;
      for (let p = 0; p < PIXELS; p++) {
        const left = residuals[from + p]! + coefficient * atom[p]!;
        residuals[from + p] = left;
        next[p]! += coefficient * left;
      }
    }
    if (uses.length > 0) {
      atom.set(next);
    } else {
      const worst = worstPatch(residuals);
      atom.set(patches.subarray(worst * PIXELS, (worst + 1) * PIXELS));
      residuals.fill(0, worst * PIXELS, (worst + 1) * PIXELS);
    }
    normalise(atom);
    for (const at of uses) {
      const from = patchOf[at]! * PIXELS;
      let coefficient = 0;
      for (let p = 0; p < PIXELS; p++) coefficient += residuals[from + p]! * atom[p]!;
      coefficients[at] = coefficient;
      for (let p = 0; p < PIXELS; p++) residuals[from + p]! -= coefficient * atom[p]!;
    }
  }
  return result;
}

/** The residual of each patch after subtracting its code. */
function residualsOf(
  dictionary: Dictionary,
  patches: Float32Array,
  { starts, indices, coefficients }: SparseCodes,
): Float32Array {
  const residuals = patches.slice();
  for (let n = 0, from = 0; from < residuals.length; n++, from += PIXELS) {
    for (let at = starts[n]!; at < starts[n + 1]!; at++) {
      const atom = indices[at]! * PIXELS;
      for (let p = 0; p < PIXELS; p++) residuals[from + p]! -= coefficients[at]! * dictionary[atom + p]!;
    }
  }
  return residuals;
}

/** The positions of each atom in `indices`, sorted by atom, and where those of each atom end. */
function byAtom(
  indices: Int32Array,
  atoms: number,
): { readonly places: Int32Array; readonly ends: Int32Array } {
  const counts = new Int32Array(atoms + 1);
  for (const atom of indices) counts[atom + 1]!++;
  for (let a = 0; a < atoms; a++) counts[a + 1]! += counts[a]!;
  const ends = counts.slice(0, atoms);
  const places = new Int32Array(indices.length);
  for (const [at, atom] of indices.entries()) places[ends[atom]!++] = at;
  return { places, ends };
}

function worstPatch(residuals: Float32Array): number {
  let [worst, most] = [0, -1];
  for (let from = 0; from < residuals.length; from += PIXELS) {
    let energy = 0;
    for (let p = 0; p < PIXELS; p++) energy += residuals[from + p]! ** 2;
    if (energy > most) [worst, most] = [from / PIXELS, energy];
  }
  return worst;
}

function normalise(atom: Float32Array): void {
  let energy = 0;
  for (let p = 0; p < PIXELS; p++) energy += atom[p]! ** 2;
  if (energy === 0) return;
  const scale = 1 / Math.sqrt(energy);
  for (let p = 0; p < PIXELS; p++) atom[p]! *= scale;
}
