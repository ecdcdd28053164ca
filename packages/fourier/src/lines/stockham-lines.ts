import { boundedCache } from "@genericdp/core";
import { complexZeros, rootsOfUnity } from "./complex-lines.ts";
import type { ComplexNumbers, FourierLines } from "./complex-lines.ts";
import { primePass } from "./prime-pass.ts";
import { radixPasses } from "./radix-passes.ts";
import type { RadixPass } from "./radix-passes.ts";

interface Plan {
  readonly passes: readonly { readonly radix: number; readonly pass: RadixPass }[];
  readonly roots: ComplexNumbers;
}

/** Primes with their own pass. For larger ones, Bluestein's longer line is faster. */
const primes = [7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47] as const;
const passes: ReadonlyMap<number, RadixPass> = new Map([
  ...radixPasses,
  ...primes.map((prime) => [prime, primePass(prime)] as const),
]);

/** Factors a length into the radices of its passes. `rest` is the factor that no radix divides. */
function split(size: number): { readonly radices: readonly number[]; readonly rest: number } {
  const radices: number[] = [];
  let rest = size;
  for (const radix of [4, 2, 3, 5, ...primes]) {
    for (; rest % radix === 0; rest /= radix) radices.push(radix);
  }
  return { radices, rest };
}

/** Whether {@link stockhamLines} supports a length: it has no prime factor above 47. */
export function isSplittable(size: number): boolean {
  return split(size).rest === 1;
}

const plans = boundedCache<number, Plan>(16, (size) => ({
  passes: split(size).radices.map((radix) => ({ radix, pass: passes.get(radix)! })),
  roots: rootsOfUnity(size),
}));

/**
 * Lines of a length that {@link isSplittable}. This is Stockham's self-sorting fast Fourier transform with
 * the innermost loop over the lines.
 */
export function stockhamLines(size: number, lanes: number): FourierLines {
  const { passes: sequence, roots } = plans(size);
  const place = complexZeros(size * lanes);
  const other = complexZeros(size * lanes);
  return {
    ...place,
    lanes,
    transform() {
      let [from, to] = [place, other];
      let [n, s] = [size, lanes];
      for (const { radix, pass } of sequence) {
        pass(from, to, n, s, roots);
        [from, to] = [to, from];
        n /= radix;
        s *= radix;
      }
      if (from !== place) {
        place.real.set(from.real);
        place.imag.set(from.imag);
      }
    },
  };
}
