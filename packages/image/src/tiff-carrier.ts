import type { PixelImage } from "./pixel-image.ts";

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const [SHORT, LONG, RATIONAL, UNDEFINED] = [3, 4, 5, 7] as const;
const BYTES_OF_TYPE = { [SHORT]: 2, [LONG]: 4, [RATIONAL]: 8, [UNDEFINED]: 1 } as const;
const ROWS_BYTES = 1 << 20;

interface Tag {
  readonly id: number;
  readonly type: keyof typeof BYTES_OF_TYPE;
  readonly values: readonly number[] | Uint8Array;
}

/**
 * An uncompressed TIFF of integer samples with the image's profile and density, as input for the encoder.
 *
 * sharp cannot attach a given profile to raw pixels (it would convert them to a profile of its choice), but
 * it keeps the profile of a file it reads. Layout: TIFF 6.0, header, tags, their values, then the strips.
 *
 * @param samples `height × width × bands`, alpha last if any; written in the host's byte order.
 * @throws RangeError if the file would exceed the 4 GiB that TIFF can address.
 */
export function tiffCarrier(
  samples: Uint8Array | Uint16Array,
  image: Omit<PixelImage, "data" | "alpha"> & { readonly hasAlpha: boolean },
): Uint8Array<ArrayBuffer> {
  const { width, height, channels, hasAlpha, icc, density } = image;
  const bands = channels + (hasAlpha ? 1 : 0);
  const rowBytes = width * bands * samples.BYTES_PER_ELEMENT;
  const rowsPerStrip = Math.min(height, Math.max(1, Math.floor(ROWS_BYTES / rowBytes)));
  const strips = Array.from({ length: Math.ceil(height / rowsPerStrip) }, (_, i) => i * rowsPerStrip);
  const tags = (pixelsAt: number): Tag[] => [
    { id: 256, type: LONG, values: [width] },
    { id: 257, type: LONG, values: [height] },
    { id: 258, type: SHORT, values: Array.from({ length: bands }, () => 8 * samples.BYTES_PER_ELEMENT) },
    { id: 259, type: SHORT, values: [1] },
    { id: 262, type: SHORT, values: [channels === 1 ? 1 : 2] },
    { id: 273, type: LONG, values: strips.map((row) => pixelsAt + row * rowBytes) },
    { id: 277, type: SHORT, values: [bands] },
    { id: 278, type: LONG, values: [rowsPerStrip] },
    { id: 279, type: LONG, values: strips.map((row) => Math.min(rowsPerStrip, height - row) * rowBytes) },
    ...(density === undefined ? [] : resolution(density)),
    ...(!hasAlpha ? [] : [{ id: 338, type: SHORT, values: [2] }]),
    ...(icc === undefined ? [] : [{ id: 34675, type: UNDEFINED, values: icc }]),
  ];
  const head = layOut(tags(0)).length;
  const total = head + samples.byteLength;
  if (total >= 2 ** 32) {
    throw new RangeError(`expected under 4 GiB of samples, got ${samples.byteLength} bytes`);
  }
  const file = new Uint8Array(total);
  file.set(layOut(tags(head)));
  file.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), head);
  return file;
}

/** The samples within a carrier, which can be changed there. */
export function samplesIn<Samples extends Uint8Array | Uint16Array>(
  carrier: Uint8Array<ArrayBuffer>,
  like: Samples,
): Samples | Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const at = carrier.length - like.byteLength;
  return like instanceof Uint16Array
    ? new Uint16Array(carrier.buffer, at, like.length)
    : new Uint8Array(carrier.buffer, at, like.length);
}

function resolution(density: number): Tag[] {
  const values = [Math.round(density * 1000), 1000];
  return [
    { id: 282, type: RATIONAL, values },
    { id: 283, type: RATIONAL, values },
    { id: 296, type: SHORT, values: [2] },
  ];
}

/** Header, directory and the values that do not fit into it; of even length. */
function layOut(tags: readonly Tag[]): Uint8Array {
  const bytesOf = ({ type, values }: Tag): number =>
    type === RATIONAL ? 8 : values.length * BYTES_OF_TYPE[type];
  const directoryEnd = 8 + 2 + 12 * tags.length + 4;
  const outside = tags
    .map(bytesOf)
    .filter((n) => n > 4)
    .reduce((sum, n) => sum + n + (n % 2), 0);
  const file = new Uint8Array(directoryEnd + outside);
  const view = new DataView(file.buffer);
  const le = HOST_IS_LITTLE_ENDIAN;
  file.fill(le ? 0x49 : 0x4d, 0, 2);
  view.setUint16(2, 42, le);
  view.setUint32(4, 8, le);
  view.setUint16(8, tags.length, le);
  let free = directoryEnd;
  tags.forEach((tag, i) => {
    const entry = 10 + 12 * i;
    const size = bytesOf(tag);
    view.setUint16(entry, tag.id, le);
    view.setUint16(entry + 2, tag.type, le);
    view.setUint32(entry + 4, size / BYTES_OF_TYPE[tag.type], le);
    let at = entry + 8;
    if (size > 4) {
      view.setUint32(at, free, le);
      at = free;
      free += size + (size % 2);
    }
    for (const value of tag.values) {
      if (tag.type === SHORT) view.setUint16(at, value, le);
      else if (tag.type === UNDEFINED) view.setUint8(at, value);
      else view.setUint32(at, value, le);
      at += tag.type === RATIONAL ? 4 : BYTES_OF_TYPE[tag.type];
    }
  });
  return file;
}
