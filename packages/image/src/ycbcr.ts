type Planes = readonly [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];

/**
 * Luma and chroma of interleaved RGB as JPEG files have them (ITU-T T.871), as three planes Y, Cb, Cr. Cb and
 * Cr are centred at 0, from −127.5 to 127.5.
 *
 * @param rgb `height × width × 3` gray levels 0..255, interleaved.
 */
export function toYcbcr(rgb: Float32Array): Planes {
  const n = rgb.length / 3;
  const planes: Planes = [new Float32Array(n), new Float32Array(n), new Float32Array(n)];
  const [y, cb, cr] = planes;
  for (let i = 0; i < n; i++) {
    const [r, g, b] = [rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!];
    const luma = 0.299 * r + 0.587 * g + 0.114 * b;
    y[i] = luma;
    cb[i] = (b - luma) / 1.772;
    cr[i] = (r - luma) / 1.402;
  }
  return planes;
}

/** Interleaved RGB from Y, Cb, Cr: the inverse of {@link toYcbcr}. */
export function fromYcbcr([y, cb, cr]: readonly [
  Float32Array,
  Float32Array,
  Float32Array,
]): Float32Array<ArrayBuffer> {
  const rgb = new Float32Array(3 * y.length);
  for (let i = 0; i < y.length; i++) {
    const [r, b] = [y[i]! + 1.402 * cr[i]!, y[i]! + 1.772 * cb[i]!];
    rgb[3 * i] = r;
    rgb[3 * i + 1] = (y[i]! - 0.299 * r - 0.114 * b) / 0.587;
    rgb[3 * i + 2] = b;
  }
  return rgb;
}
