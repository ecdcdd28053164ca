import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@genericdp/core";
import { describeDenoiser } from "@genericdp/testing";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { kSvd } from "../src/index.ts";
import { cosineDictionary, learnDictionary, updatedDictionary } from "../src/k-svd/learn-dictionary.ts";
import { sparseCoder } from "../src/k-svd/sparse-codes.ts";
import type { Dictionary, SparseCodes } from "../src/k-svd/sparse-codes.ts";
import { startKernel } from "../src/kernel-module.ts";
import { noisyImage } from "./test-image.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const vector = (values: Float32Array, n: number): number[] => [...values.subarray(64 * n, 64 * (n + 1))];
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, p) => sum + value * b[p]!, 0);

/**
 * The residuals of a patch after projecting out the first 0, 1, 2 … atoms: modified Gram–Schmidt in float64.
 */
function remainders(patch: readonly number[], atoms: readonly number[][]): number[][] {
  const basis: number[][] = [];
  const result = [[...patch]];
  for (const atom of atoms) {
    const own = [...atom];
    for (const q of basis) {
      const along = dot(own, q);
      for (let p = 0; p < 64; p++) own[p]! -= along * q[p]!;
    }
    const norm = Math.hypot(...own);
    const q = own.map((value) => value / norm);
    basis.push(q);
    const before = result.at(-1)!;
    const along = dot(before, q);
    result.push(before.map((value, p) => value - along * q[p]!));
  }
  return result;
}

/** All patches of a noisy image, with zero sum. */
function patchesOf(height: number, width: number): Float32Array {
  const image = noisyImage(height, width, 10);
  const patches: number[] = [];
  for (let y = 0; y + 8 <= height; y++) {
    for (let x = 0; x + 8 <= width; x++) {
      const patch = Array.from({ length: 64 }, (_, p) => image[(y + (p >> 3)) * width + x + (p & 7)]!);
      const mean = patch.reduce((sum, value) => sum + value, 0) / 64;
      patches.push(...patch.map((value) => value - mean));
    }
  }
  return Float32Array.from(patches);
}

function copied({ starts, indices, coefficients }: SparseCodes): SparseCodes {
  return { starts: starts.slice(), indices: indices.slice(), coefficients: coefficients.slice() };
}

describe("sparse codes", () => {
  const { normal } = randomStream(5);
  const dictionary: Dictionary = new Float32Array(96 * 64);
  for (let a = 0; a < 96; a++) {
    const atom = Array.from({ length: 64 }, normal);
    dictionary.set(
      atom.map((value) => value / Math.hypot(...atom)),
      64 * a,
    );
  }
  const COUNT = 12;
  const patches = Float32Array.from({ length: COUNT * 64 }, (_, i) => (1 + 3 * (i >> 6)) * normal());
  const bound = 900;
  const { starts, indices, coefficients } = copied(
    sparseCoder(startKernel(), dictionary, COUNT)(patches, bound),
  );

  it("are those of orthogonal matching pursuit: greedy, orthogonal and as sparse as allowed", () => {
    const atoms = Array.from({ length: 96 }, (_, a) => vector(dictionary, a));
    const lengths = new Set<number>();
    for (let n = 0; n < COUNT; n++) {
      const patch = vector(patches, n);
      const chosen = [...indices.subarray(starts[n], starts[n + 1])];
      lengths.add(chosen.length);
      const lefts = remainders(
        patch,
        chosen.map((atom) => atoms[atom]!),
      );
      const residual = [...patch];
      for (const [i, atom] of chosen.entries()) {
        const left = lefts[i]!;
        expect(dot(left, left)).toBeGreaterThan(bound);
        const correlations = atoms.map((other) => Math.abs(dot(left, other)));
        expect(correlations[atom]! / Math.max(...correlations)).toBeGreaterThan(1 - 1e-5);
        const coefficient = coefficients[starts[n]! + i]!;
        for (let p = 0; p < 64; p++) residual[p]! -= coefficient * atoms[atom]![p]!;
      }
      if (chosen.length < 32) expect(dot(residual, residual)).toBeLessThan(bound * (1 + 1e-5));
      const norm = Math.hypot(...patch);
      for (const atom of chosen) expect(Math.abs(dot(residual, atoms[atom]!)) / norm).toBeLessThan(1e-5);
    }
    expect(Math.min(...lengths)).toBe(0);
    expect(Math.max(...lengths)).toBeGreaterThan(8);
  });
});

describe("the dictionary", () => {
  const patches = patchesOf(20, 24);
  const bound = 64 * 11.5 ** 2;
  const count = patches.length / 64;
  const coded = (dictionary: Dictionary): SparseCodes =>
    copied(sparseCoder(startKernel(), dictionary, count)(patches, bound));

  it("consists of atoms of norm 1 and sum zero, before and after learning", () => {
    for (const dictionary of [cosineDictionary(), learnDictionary(startKernel(), patches, bound, 2)]) {
      for (let a = 1; a < 256; a++) {
        const atom = vector(dictionary, a);
        expect(Math.hypot(...atom)).toBeCloseTo(1, 5);
        expect(atom.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
      }
    }
  });

  it("never gets worse by an update, for the same atoms of each patch", () => {
    let dictionary = cosineDictionary();
    for (let k = 0; k < 2; k++) {
      const { starts, indices, coefficients } = coded(dictionary);
      const next = updatedDictionary(dictionary, patches, { starts, indices, coefficients });
      const error = (atoms: Dictionary): number => {
        let sum = 0;
        for (let n = 0; n < count; n++) {
          const chosen = [...indices.subarray(starts[n], starts[n + 1])];
          const left = remainders(
            vector(patches, n),
            chosen.map((atom) => vector(atoms, atom)),
          ).at(-1)!;
          sum += dot(left, left);
        }
        return sum;
      };
      expect(error(next)).toBeLessThan(0.999 * error(dictionary));
      dictionary = next;
    }
  });

  it("needs fewer atoms after more iterations", () => {
    const lengths = [0, 1, 4].map(
      (iterations) => coded(learnDictionary(startKernel(), patches, bound, iterations)).indices.length,
    );
    expect(lengths[1]).toBeLessThan(lengths[0]!);
    expect(lengths[2]).toBeLessThan(lengths[1]!);
  });
});

describeDenoiser("kSvd", () => kSvd({ iterations: 1 }));

describe("kSvd", () => {
  it("brightens the restoration equally if the image is brightened", async () => {
    const values = noisyImage(19, 27, 20);
    const restored = async (image: Float32Array): Promise<Float32Array> => {
      const x = tensor4d(image, [1, 19, 27, 1]);
      return Float32Array.from(await kSvd({ iterations: 1 }).denoise(x, { noiseLevel: 20 }).data());
    };
    const plain = await restored(values);
    const brighter = await restored(values.map((value) => value + 32));
    for (const [i, value] of plain.entries()) expect(Math.abs(brighter[i]! - value - 32)).toBeLessThan(0.01);
  });

  it("rejects invalid numbers of iterations", () => {
    expect(() => kSvd({ iterations: 1.5 })).toThrow("expected iterations to be a natural number, got 1.5");
    expect(() => kSvd({ iterations: -1 })).toThrow(RangeError);
  });
});
