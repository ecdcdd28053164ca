/**
 * BM3D in float64, directly from the paper's definition and without optimisation, for comparison with the
 * kernel.
 */
export interface ReferenceStep {
  readonly side: number;
  readonly step: number;
  readonly group: number;
  readonly search: number;
  readonly distance: number;
}

type Matrix = readonly (readonly number[])[];

export interface ReferenceImage {
  readonly height: number;
  readonly width: number;
  readonly values: ArrayLike<number>;
}

/** Rows of `forward` are analysis vectors; `shrink` shrinks a group's coefficients and returns its weight. */
export function referenceStep(
  { height, width, values }: ReferenceImage,
  guide: ArrayLike<number>,
  { side, step, group, search, distance }: ReferenceStep,
  { forward, inverse }: { forward: ArrayLike<number>; inverse: ArrayLike<number> },
  shrink: (noisy: readonly Matrix[], guide: readonly Matrix[]) => { kept: Matrix[]; weight: number },
): number[] {
  const T = square(forward, side);
  const B = square(inverse, side);
  const numerator = Array.from({ length: height * width }, () => 0);
  const denominator = [...numerator];
  const radius = (search - 1) / 2;
  const patch = (from: ArrayLike<number>, [y, x]: readonly [number, number]): Matrix =>
    range(side).map((i) => range(side).map((j) => from[(y + i) * width + x + j]!));
  const places = (last: number): number[] => range(last + 1).filter((i) => i % step === 0 || i === last);
  for (const y of places(height - side)) {
    for (const x of places(width - side)) {
      const own = patch(guide, [y, x]);
      const candidates: { at: readonly [number, number]; d: number }[] = [];
      for (let cy = Math.max(0, y - radius); cy <= Math.min(height - side, y + radius); cy++) {
        for (let cx = Math.max(0, x - radius); cx <= Math.min(width - side, x + radius); cx++) {
          let d = 0;
          for (let i = 0; i < side; i++) {
            for (let j = 0; j < side; j++) d += (own[i]![j]! - guide[(cy + i) * width + cx + j]!) ** 2;
          }
          if (d < distance * side * side) candidates.push({ at: [cy, cx], d: cy === y && cx === x ? -1 : d });
        }
      }
      const near = candidates.toSorted((a, b) => a.d - b.d).slice(0, group);
      const found = near.slice(0, 2 ** Math.floor(Math.log2(near.length)));
      const spectra = (from: ArrayLike<number>): Matrix[] =>
        alongGroup(
          found.map(({ at }) => product(product(T, patch(from, at)), transpose(T))),
          haarMatrix(found.length),
        );
      const { kept, weight } = shrink(spectra(values), spectra(guide));
      const estimates = alongGroup(kept, transpose(haarMatrix(found.length)));
      for (const [k, { at }] of found.entries()) {
        const estimate = product(product(B, estimates[k]!), transpose(B));
        for (const i of range(side)) {
          for (const j of range(side)) {
            const share = weight * kaiser(i, side) * kaiser(j, side);
            const to = (at[0] + i) * width + at[1] + j;
            numerator[to]! += share * estimate[i]![j]!;
            denominator[to]! += share;
          }
        }
      }
    }
  }
  return numerator.map((value, i) => value / denominator[i]!);
}

function alongGroup(patches: readonly Matrix[], matrix: Matrix): Matrix[] {
  return matrix.map((row) =>
    patches[0]!.map((line, i) =>
      line.map((_, j) => row.reduce((sum, weight, k) => sum + weight * patches[k]![i]![j]!, 0)),
    ),
  );
}

/** The orthonormal Haar matrix of a power of two; the order of its rows does not matter. */
function haarMatrix(size: number): Matrix {
  if (size === 1) return [[1]];
  const half = haarMatrix(size / 2);
  const sums = half.map((row) => row.flatMap((v) => [v * Math.SQRT1_2, v * Math.SQRT1_2]));
  const differences = range(size / 2).map((k) =>
    range(size).map((i) => (i === 2 * k ? Math.SQRT1_2 : i === 2 * k + 1 ? -Math.SQRT1_2 : 0)),
  );
  return [...sums, ...differences];
}

function kaiser(i: number, side: number): number {
  const t = (2 * i) / (side - 1) - 1;
  return bessel(2 * Math.sqrt(Math.max(0, 1 - t * t))) / bessel(2);
}

/**
 * I₀(x) = (1/π) ∫₀^π exp(x cos θ) dθ by the midpoint rule, which converges quickly for a periodic function.
 */
function bessel(x: number): number {
  return range(64).reduce((sum, k) => sum + Math.exp(x * Math.cos((Math.PI * (k + 0.5)) / 64)), 0) / 64;
}

function square(values: ArrayLike<number>, side: number): Matrix {
  return range(side).map((i) => range(side).map((j) => values[i * side + j]!));
}

function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((sum, v, k) => sum + v * b[k]![j]!, 0)));
}

function transpose(a: Matrix): Matrix {
  return a[0]!.map((_, j) => a.map((row) => row[j]!));
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
