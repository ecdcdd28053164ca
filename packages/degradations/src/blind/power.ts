/** Side of the windows, in pixels. Kernels of up to half of it are visible in the spectrum. */
export const SIDE = 64;
/** Columns of a spectrum; the others are their mirror images. */
export const COLUMNS: number = SIDE / 2 + 1;

/** One period of a wave in {@link SIDE} steps; `& (SIDE − 1)` reduces any multiple to an index. */
function turn(wave: (angle: number) => number): Float64Array {
  return Float64Array.from({ length: SIDE }, (_, i) => wave((2 * Math.PI * i) / SIDE));
}
const COSINE = turn(Math.cos);
const SINE = turn(Math.sin);

/**
 * Squared modulus of the Fourier transform of a window or a kernel with sides of at most {@link SIDE} pixels.
 *
 * @param data `[height, width]`.
 * @returns {@link SIDE} rows of {@link COLUMNS}, zero frequency first.
 */
export function powerOn(data: Float32Array | Float64Array, width: number, height: number): Float64Array {
  const power = new Float64Array(SIDE * COLUMNS);
  const re = new Float64Array(height);
  const im = new Float64Array(height);
  for (let k = 0; k < COLUMNS; k++) {
    for (let y = 0; y < height; y++) {
      let a = 0;
      let b = 0;
      for (let x = 0; x < width; x++) {
        const value = data[y * width + x]!;
        const phase = (k * x) & (SIDE - 1);
        a += value * COSINE[phase]!;
        b -= value * SINE[phase]!;
      }
      re[y] = a;
      im[y] = b;
    }
    for (let l = 0; l < SIDE; l++) {
      let a = 0;
      let b = 0;
      for (let y = 0; y < height; y++) {
        const phase = (l * y) & (SIDE - 1);
        const cosine = COSINE[phase]!;
        const sine = SINE[phase]!;
        a += re[y]! * cosine + im[y]! * sine;
        b += im[y]! * cosine - re[y]! * sine;
      }
      power[l * COLUMNS + k] = a * a + b * b;
    }
  }
  return power;
}
