export interface TiffParts {
  readonly width: number;
  readonly height: number;
  /** Bits per sample, one for each band. */
  readonly bits: readonly number[];
  /** 1: integers, 2: signed integers, 3: floats. */
  readonly sampleFormat: 1 | 2 | 3;
  /** 0: white is 0; 1: black is 0; 2: RGB; 5: CMYK; 8: CIE Lab. */
  readonly photometric: number;
  readonly pixels: ArrayBufferView;
  /** Further integer tags, in ascending order, above 339. */
  readonly tags?: readonly (readonly [id: number, value: number])[];
  readonly subfileType?: number;
}

const [SHORT, LONG] = [3, 4];

/** Encodes a little-endian TIFF of kinds that encoders do not write (TIFF 6.0). */
export function handmadeTiff(parts: TiffParts): Uint8Array {
  const { width, height, bits, sampleFormat, photometric, pixels, tags: more = [], subfileType = 0 } = parts;
  const dataAt = 1024;
  const tags: readonly (readonly [number, number, readonly number[]])[] = [
    [254, LONG, [subfileType]],
    [256, LONG, [width]],
    [257, LONG, [height]],
    [258, SHORT, bits],
    [259, SHORT, [1]],
    [262, SHORT, [photometric]],
    [273, LONG, [dataAt]],
    [277, SHORT, [bits.length]],
    [278, LONG, [height]],
    [279, LONG, [pixels.byteLength]],
    ...more.filter(([id]) => id < 339).map(([id, value]) => [id, LONG, [value]] as const),
    [339, SHORT, bits.map(() => sampleFormat)],
    ...more.filter(([id]) => id > 339).map(([id, value]) => [id, LONG, [value]] as const),
  ];
  const file = Buffer.alloc(dataAt + pixels.byteLength);
  file.write("II*\0\u0008\0\0\0", "latin1");
  file.writeUInt16LE(tags.length, 8);
  let free = 8 + 2 + 12 * tags.length + 4;
  tags.forEach(([id, type, values], i) => {
    const entry = 10 + 12 * i;
    const size = type === SHORT ? 2 : 4;
    file.writeUInt16LE(id, entry);
    file.writeUInt16LE(type, entry + 2);
    file.writeUInt32LE(values.length, entry + 4);
    let at = entry + 8;
    if (values.length * size > 4) {
      file.writeUInt32LE(free, at);
      at = free;
      free += values.length * size;
    }
    values.forEach((value, k) => file.writeUIntLE(value, at + k * size, size));
  });
  file.set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength), dataAt);
  return new Uint8Array(file);
}
