import sharp from "sharp";
import { smoothImage } from "./synthetic-images.ts";

export function xmpOf(orientation: number): string {
  return (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    `<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="${orientation}" ` +
    'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="harbour"/></rdf:RDF></x:xmpmeta>'
  );
}

const EXIF: Readonly<Record<string, Record<string, string>>> = {
  IFD0: { Make: "Camera Works", Copyright: "nobody" },
  IFD2: { DateTimeOriginal: "2020:01:02 03:04:05", ExposureTime: "1/50" },
  IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 3230/100" },
};

/** A file of another program: stored as 40×30 with orientation 6, so that it is shown as 30×40. */
export async function photo(format: "jpeg" | "png" | "webp" = "jpeg"): Promise<Uint8Array> {
  const { data, width, height } = smoothImage(40, 30);
  return sharp(Uint8Array.from(data), { raw: { width, height, channels: 3 } })
    .withMetadata({ orientation: 6 })
    .withExifMerge(EXIF)
    .withXmp(xmpOf(6))
    .withIccProfile("p3")
    .toFormat(format)
    .toBuffer();
}

/** EXIF with a header, an entry that points to the EXIF directory, and two entries there for the size. */
export function withSize(thumbnail = 0): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8 + 2 + 24 + 4 + 2 + 24 + 4));
  const put = (at: number, id: number, type: number, value: number): void => {
    view.setUint16(at, id, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, value, true);
  };
  view.setUint16(0, 0x4949);
  view.setUint16(2, 42, true);
  view.setUint32(4, 8, true);
  view.setUint16(8, 2, true);
  put(10, 0x0112, 3, 6);
  put(22, 0x8769, 4, 38);
  view.setUint32(34, thumbnail, true);
  view.setUint16(38, 2, true);
  put(40, 0xa002, 3, 40);
  put(52, 0xa003, 4, 30);
  return new Uint8Array(view.buffer);
}

/** The same EXIF with a maker, in big-endian byte order. */
export function bigEndian(): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8 + 2 + 24 + 4 + 6 + 2 + 24 + 4));
  view.setUint16(0, 0x4d4d);
  view.setUint16(2, 42);
  view.setUint32(4, 8);
  view.setUint16(8, 2);
  for (const [at, id, type, count, value] of [
    [10, 0x010f, 2, 6, 38],
    [22, 0x8769, 4, 1, 44],
    [46, 0xa002, 3, 1, 40 << 16],
    [58, 0xa003, 3, 1, 30 << 16],
  ] as const) {
    view.setUint16(at, id);
    view.setUint16(at + 2, type);
    view.setUint32(at + 4, count);
    view.setUint32(at + 8, value);
  }
  view.setUint16(44, 2);
  const block = new Uint8Array(view.buffer);
  block.set(Buffer.from("Maker\0"), 38);
  return block;
}

export function nextDirectory(exif: Uint8Array): number {
  return new DataView(exif.buffer).getUint32(34, true);
}

/**
 * Finds the value of a tag in the first directory or that of EXIF, little-endian, without using our reader.
 */
function find(exif: Uint8Array, wanted: number): number | undefined {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.length);
  const le = view.getUint16(0) === 0x4949;
  const search = (directory: number): number | undefined => {
    for (let i = 0; i < view.getUint16(directory, le); i++) {
      const at = directory + 2 + 12 * i;
      const [id, type] = [view.getUint16(at, le), view.getUint16(at + 2, le)];
      const value = type === 3 ? view.getUint16(at + 8, le) : view.getUint32(at + 8, le);
      if (id === wanted) return value;
      const inner = id === 0x8769 ? search(value) : undefined;
      if (inner !== undefined) return inner;
    }
    return undefined;
  };
  return search(view.getUint32(4, le));
}

/** The text of a tag. */
export function textOf(exif: Uint8Array, tag: number): string {
  return /^[^\0]*/.exec(Buffer.from(exif.subarray(find(exif, tag))).toString("latin1"))![0];
}

export function sizeIn(exif: Uint8Array): number[] {
  return [find(exif, 0xa002), find(exif, 0xa003)].filter((value) => value !== undefined);
}

export function orientationIn(exif: Uint8Array): number | undefined {
  return find(exif, 0x0112);
}
