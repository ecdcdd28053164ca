import { jpegSegments } from "./jpeg-tables.ts";
import type { PixelImage } from "./pixel-image.ts";

type Facts = Pick<PixelImage, "width" | "height" | "density">;

/** Tags of EXIF 2.32: 4.6.4 (the picture), 4.6.3 (position of the EXIF directory), 4.6.5 (size). */
const [ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT] = [0x0112, 0x011a, 0x011b, 0x0128];
const [EXIF_DIRECTORY, PIXEL_WIDTH, PIXEL_HEIGHT] = [0x8769, 0xa002, 0xa003];
const INCH = 2;
const [SHORT, LONG] = [3, 4];
const PREFIX = "Exif\0\0";
const ENTRY = 12;

/**
 * Updates EXIF for a picture that is now upright and may have another size: sets orientation and size, and
 * removes the thumbnail, which would show the old picture. A density replaces an existing one. All other
 * bytes stay unchanged.
 *
 * @param exif with or without the prefix of JPEG; not changed.
 * @returns EXIF without the prefix; undefined if `exif` is damaged.
 */
export function uprightExif(
  exif: Uint8Array,
  { width, height, density }: Facts,
): Uint8Array<ArrayBuffer> | undefined {
  const block = new Uint8Array(exif.subarray(hasPrefix(exif) ? PREFIX.length : 0));
  const view = new DataView(block.buffer);
  try {
    const le = isLittleEndian(view);
    const first = view.getUint32(4, le);
    const set = (at: number, value: number): void => {
      // Both types fit into the entry.
      view.setUint16(at + 2, value > 0xffff ? LONG : SHORT, le);
      view.setUint32(at + 4, 1, le);
      view.setUint32(at + 8, 0);
      if (value > 0xffff) view.setUint32(at + 8, value, le);
      else view.setUint16(at + 8, value, le);
    };
    const setRational = (at: number, value: number): void => {
      view.setUint32(at, Math.round(value * 1000), le);
      view.setUint32(at + 4, 1000, le);
    };
    for (const [id, at] of entries(view, first, le)) {
      if (id === ORIENTATION) set(at, 1);
      if (density !== undefined) {
        if (id === RESOLUTION_UNIT) set(at, INCH);
        if (id === X_RESOLUTION || id === Y_RESOLUTION) setRational(view.getUint32(at + 8, le), density);
      }
      if (id !== EXIF_DIRECTORY) continue;
      for (const [inner, place] of entries(view, view.getUint32(at + 8, le), le)) {
        if (inner === PIXEL_WIDTH) set(place, width);
        if (inner === PIXEL_HEIGHT) set(place, height);
      }
    }
    view.setUint32(first + 2 + ENTRY * view.getUint16(first, le), 0);
    return block;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The orientation of a JPEG file according to its EXIF, 1 to 8; 1 if it has none. */
export function jpegOrientation(bytes: Uint8Array): number {
  for (const { marker, content } of jpegSegments(bytes)) {
    if (marker === 0xe1 && hasPrefix(content)) return orientationOf(content.subarray(PREFIX.length));
  }
  return 1;
}

function orientationOf(block: Uint8Array): number {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  try {
    const le = isLittleEndian(view);
    const [, at] = entries(view, view.getUint32(4, le), le).find(([id]) => id === ORIENTATION) ?? [];
    const orientation = at === undefined ? 1 : view.getUint16(at + 8, le);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

/** XMP whose orientation, if any, is upright; everything else stays. */
export function uprightXmp(xmp: string): string {
  const pattern = /(\btiff:Orientation\s*=\s*["']|<tiff:Orientation>\s*)\d+/g;
  return xmp.replaceAll(pattern, (_, before: string) => `${before}1`);
}

function hasPrefix(exif: Uint8Array): boolean {
  return String.fromCharCode(...exif.subarray(0, PREFIX.length)) === PREFIX;
}

/** @throws RangeError if it does not begin like a TIFF. */
function isLittleEndian(view: DataView): boolean {
  const order = view.getUint16(0);
  const le = order === 0x4949;
  if ((!le && order !== 0x4d4d) || view.getUint16(2, le) !== 42) throw new RangeError("exif: no header");
  return le;
}

/** Tag and offset of each entry of a directory. @throws RangeError if it leaves the block. */
function entries(view: DataView, directory: number, le: boolean): (readonly [number, number])[] {
  const count = view.getUint16(directory, le);
  return Array.from({ length: count }, (_, i) => {
    const at = directory + 2 + ENTRY * i;
    view.getUint32(at + 8);
    return [view.getUint16(at, le), at] as const;
  });
}
