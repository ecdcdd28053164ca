import { boundedCache } from "./bounded-cache.ts";
import { complexZeros } from "./complex-lines.ts";
import type { ComplexNumbers, FourierLines } from "./complex-lines.ts";
import { radixPasses } from "./radix-passes.ts";
import type { RadixPass } from "./radix-passes.ts";
import { rootsOfUnity } from "./roots-of-unity.ts";

interface Plan {
  readonly radices: readonly number[];
  readonly roots: ComplexNumbers;
}

const plans = boundedCache<number, Plan>(16, (size) => {
  const radices: number[] = [];
  let rest = size;
  for (const radix of [4, 2, 3, 5]) {
    for (; rest % radix === 0; rest /= radix) radices.push(radix);
  }
  return { radices, roots: rootsOfUnity(size) };
});

/**
 * Lines of a length 2ᵃ 3ᵇ 5ᶜ: Stockham's self-sorting fast Fourier transform, whose innermost loop runs over
 * the lines.
 */
export function stockhamLines(size: number, lanes: number): FourierLines {
  const { radices, roots } = plans(size);
  const place = complexZeros(size * lanes);
  const other = complexZeros(size * lanes);
  return {
    ...place,
    lanes,
    transform() {
      let [from, to] = [place, other];
      let [n, s] = [size, lanes];
      for (const radix of radices) {
        (radixPasses.get(radix) as RadixPass)(from, to, n, s, roots);
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
