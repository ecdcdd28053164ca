/** Intensity, red–blue and green–magenta planes of one image, each `height × width`. */
export type OpponentPlanes = readonly [
  intensity: Float32Array<ArrayBuffer>,
  redBlue: Float32Array<ArrayBuffer>,
  greenMagenta: Float32Array<ArrayBuffer>,
];

const SQRT3 = Math.sqrt(3);
const SQRT2 = Math.sqrt(2);
const SQRT6 = Math.sqrt(6);

/**
 * Opponent colours of interleaved RGB, as three planes: the orthonormal DCT-II of each triple (R, G, B).
 *
 *     intensity = (R + G + B)/√3    redBlue = (R − B)/√2    greenMagenta = (R − 2G + B)/√6
 *
 * The basis is orthonormal, so white noise stays white with the same noise level in each plane and a gray
 * denoiser can process every plane at the noise level of the RGB image. Planes are not in 0..255: a gray
 * pixel v becomes (√3·v, 0, 0), intensity spans 0..441.7, redBlue ±180.3 and greenMagenta ±208.2. A model
 * whose filters have zero mean ignores offsets, so nothing needs to be shifted. Planes must not be rescaled,
 * which would change their noise level.
 *
 * The same basis, up to scale, as the opponent space of C-BM3D (Dabov et al. 2007,
 * doi:10.1109/ICIP.2007.4378954).
 *
 * @param rgb `height × width × 3` gray levels 0..255, interleaved.
 * @throws RangeError if the length of `rgb` is not a multiple of 3.
 */
export function toOpponent(rgb: Float32Array): OpponentPlanes {
  if (rgb.length % 3 !== 0) {
    throw new RangeError(`toOpponent: expected interleaved RGB, got ${rgb.length} values`);
  }
  const n = rgb.length / 3;
  const planes = [new Float32Array(n), new Float32Array(n), new Float32Array(n)] as const;
  for (let i = 0; i < n; i++) {
    const r = rgb[3 * i]!;
    const g = rgb[3 * i + 1]!;
    const b = rgb[3 * i + 2]!;
    planes[0][i] = (r + g + b) / SQRT3;
    planes[1][i] = (r - b) / SQRT2;
    planes[2][i] = (r - 2 * g + b) / SQRT6;
  }
  return planes;
}

/**
 * Interleaved RGB from three opponent planes: the inverse (and adjoint) of `toOpponent`.
 *
 * @param planes three planes of the same length, as returned by `toOpponent`.
 * @throws RangeError when the planes differ in length.
 */
export function fromOpponent(
  planes: readonly [Float32Array, Float32Array, Float32Array],
): Float32Array<ArrayBuffer> {
  const [intensity, redBlue, greenMagenta] = planes;
  const n = intensity.length;
  if (redBlue.length !== n || greenMagenta.length !== n) {
    const lengths = planes.map((plane) => plane.length).join(", ");
    throw new RangeError(`fromOpponent: expected three planes of one length, got ${lengths}`);
  }
  const rgb = new Float32Array(3 * n);
  for (let i = 0; i < n; i++) {
    const a = intensity[i]! / SQRT3;
    const b = redBlue[i]! / SQRT2;
    const c = greenMagenta[i]! / SQRT6;
    rgb[3 * i] = a + b + c;
    rgb[3 * i + 1] = a - 2 * c;
    rgb[3 * i + 2] = a - b + c;
  }
  return rgb;
}

/** Whether red, green and blue are equal in every pixel. */
export function isGray(rgb: Float32Array): boolean {
  for (let i = 0; i < rgb.length; i += 3) {
    if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) return false;
  }
  return true;
}

/**
 * Like {@link toOpponent}, but with interleaved planes: `height × width × 3` in and out, the layout of a
 * colour model.
 */
export function toOpponentPixels(rgb: Float32Array): Float32Array<ArrayBuffer> {
  return interleave(toOpponent(rgb));
}

/** The inverse of {@link toOpponentPixels}. */
export function fromOpponentPixels(pixels: Float32Array): Float32Array<ArrayBuffer> {
  const n = pixels.length / 3;
  const planes = [new Float32Array(n), new Float32Array(n), new Float32Array(n)] as const;
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++) planes[c]![i] = pixels[3 * i + c]!;
  }
  return fromOpponent(planes);
}

function interleave(planes: OpponentPlanes): Float32Array<ArrayBuffer> {
  const n = planes[0].length;
  const pixels = new Float32Array(3 * n);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = planes[c]![i]!;
  }
  return pixels;
}
