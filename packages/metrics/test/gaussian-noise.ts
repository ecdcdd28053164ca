/** Standard normal numbers that depend only on the seed: mulberry32 and Box–Muller. Good enough for tests. */
function normalStream(seed: number): () => number {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** `clean` plus white Gaussian noise, neither clipped nor rounded. */
export function addNoise(clean: ArrayLike<number>, noiseLevel: number, seed: number): Float32Array {
  const normal = normalStream(seed);
  return Float32Array.from(clean, (value) => value + noiseLevel * normal());
}
