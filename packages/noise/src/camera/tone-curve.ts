/** Converts light to gray levels and back, both 0..1. */
export interface ToneCurve {
  /** Light below 0 is black. */
  encode(light: number): number;
  decode(level: number): number;
}

const NODES = 2048;

/**
 * A camera's tone curve: the power 1/2.2 of sRGB, then an S of some contrast,
 * (1 − c) v + c (3v² − 2v³) (Brooks et al. 2019, DOI 10.1109/CVPR.2019.01129, take c = 1). Light above 1
 * continues as a straight line; only the file clips it.
 *
 * @param contrast c, from 0 to 0.8
 */
export function toneCurve(contrast: number): ToneCurve {
  const s = (v: number): number => (1 - contrast) * v + contrast * v * v * (3 - 2 * v);
  const encode = (light: number): number => {
    if (light <= 0) return 0;
    return light < 1 ? s(light ** (1 / 2.2)) : 1 + ((1 - contrast) * (light - 1)) / 2.2;
  };
  // Both directions use tables over the square root, in which they are smooth.
  const encoded = Float64Array.from({ length: NODES + 1 }, (_, i) => encode((i / NODES) ** 2));
  const decoded = new Float64Array(NODES + 1);
  let below = 0;
  for (let i = 0; i <= NODES; i++) {
    const level = i / NODES;
    while (below < NODES - 1 && encoded[below + 1]! < level) below++;
    const part = (level - encoded[below]!) / (encoded[below + 1]! - encoded[below]!);
    decoded[i] = (below + part) / NODES;
  }
  return {
    encode: (light) => {
      if (light <= 0) return 0;
      return light < 1 ? interpolate(encoded, Math.sqrt(light)) : encode(light);
    },
    decode: (level) => interpolate(decoded, Math.min(1, Math.max(0, level))) ** 2,
  };
}

function interpolate(table: Float64Array, x: number): number {
  const at = x * NODES;
  const i = Math.min(NODES - 1, Math.floor(at));
  return table[i]! + (at - i) * (table[i + 1]! - table[i]!);
}
