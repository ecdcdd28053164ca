import { boundedCache } from "@genericdp/core";

/** One turn of a wave in `side` steps. */
const waves = boundedCache(4, (side: number) => {
  const turn = (wave: (angle: number) => number): Float64Array =>
    Float64Array.from({ length: side }, (_, i) => wave((2 * Math.PI * i) / side));
  return { cosine: turn(Math.cos), sine: turn(Math.sin) };
});

/**
 * Squared modulus of the Fourier transform of a window or a kernel on a square grid. It does not depend on
 * where the window lies on the grid.
 *
 * @param data `[height, width]`.
 * @returns `side` rows of ⌊side/2⌋ + 1 columns, zero frequency first; the other columns mirror them.
 */
export function powerOn(
  {
    data,
    width,
    height,
  }: { readonly data: Float32Array | Float64Array; readonly width: number; readonly height: number },
  side: number,
): Float64Array {
  const columns = Math.floor(side / 2) + 1;
  const { cosine, sine } = waves(side);
  const power = new Float64Array(side * columns);
  const re = new Float64Array(height);
  const im = new Float64Array(height);
  for (let k = 0; k < columns; k++) {
    for (let y = 0; y < height; y++) {
      let a = 0;
      let b = 0;
      for (let x = 0, phase = 0; x < width; x++) {
        const value = data[y * width + x]!;
        a += value * cosine[phase]!;
        b -= value * sine[phase]!;
        phase += k;
        if (phase >= side) phase -= side;
      }
      re[y] = a;
      im[y] = b;
    }
    for (let l = 0; l < side; l++) {
      let a = 0;
      let b = 0;
      for (let y = 0, phase = 0; y < height; y++) {
        const c = cosine[phase]!;
        const s = sine[phase]!;
        a += re[y]! * c + im[y]! * s;
        b += im[y]! * c - re[y]! * s;
        phase += l;
        if (phase >= side) phase -= side;
      }
      power[l * columns + k] = a * a + b * b;
    }
  }
  return power;
}
