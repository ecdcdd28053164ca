/** A reproducible stream of random numbers. */
export interface RandomStream {
  /** Uniform in [0, 1), a multiple of 2⁻³². */
  uniform(): number;
  /** Uniform over the integers 0 … n − 1. */
  integer(n: number): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * A stream that depends only on `key`: the same numbers on every machine, and unrelated numbers for any other
 * key. `randomStream(seed, step, sample)`, for example, gives each sample of each step its own noise.
 *
 * Uniform numbers are from sfc32 (Doty-Humphrey, PractRand), normal ones from Marsaglia's polar method (DOI
 * 10.1137/1006063).
 */
export function randomStream(...key: readonly number[]): RandomStream {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const next = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (const part of key) {
    // Both halves of the number are used, so that seeds above 2³² differ.
    a ^= part >>> 0;
    b ^= Math.floor(part / 2 ** 32) >>> 0;
    for (let i = 0; i < 15; i++) next();
  }
  const uniform = (): number => next() / 2 ** 32;
  let spare: number | undefined;
  return {
    uniform,
    integer: (n) => Math.floor(uniform() * n),
    normal: () => {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      for (;;) {
        const x = 2 * uniform() - 1;
        const y = 2 * uniform() - 1;
        const s = x * x + y * y;
        if (s > 0 && s < 1) {
          const scale = Math.sqrt((-2 * Math.log(s)) / s);
          spare = y * scale;
          return x * scale;
        }
      }
    },
  };
}

/**
 * `values` plus white Gaussian noise of standard deviation `noiseLevel` (gray levels), neither clipped nor
 * rounded. The first pixel gets the first number of the stream.
 */
export function addGaussianNoise(
  values: ArrayLike<number>,
  noiseLevel: number,
  random: RandomStream,
): Float32Array {
  return new Float32Array(values.length).map((_, i) => values[i]! + noiseLevel * random.normal());
}
