import type { PixelImage } from "./pixel-image.ts";

/** Metadata to remove: all of it, the place where a picture was taken, or none. */
export type Stripped = "all" | "gps" | "none";

const [GPS_DIRECTORY, ENTRY] = [0x8825, 12];
const BYTES_OF_TYPE = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
/** Datasets of IPTC's application record that name a place (IIM 4.2, 2:26, 27, 90, 92, 95, 100, 101). */
const PLACES = new Set([26, 27, 90, 92, 95, 100, 101]);

/**
 * The image without EXIF, XMP, IPTC and comments ("all"), or without the place in them ("gps"): the
 * GPS directory of EXIF, the GPS properties and place names of XMP, the place names of IPTC. Colour profile
 * and density stay. "gps" leaves the maker notes of cameras, whose contents are not known.
 */
export function stripMetadata<Image extends Omit<PixelImage, "data">>(image: Image, what: Stripped): Image {
  if (what === "none") return image;
  const { exif, xmp, iptc, comment } = image;
  const bare = { ...image };
  for (const name of ["exif", "xmp", "iptc", "comment"] as const) delete bare[name];
  if (what === "all") return bare;
  const placeless = exif && withoutGps(exif);
  return {
    ...bare,
    ...(placeless && { exif: placeless }),
    ...(xmp !== undefined && { xmp: withoutPlaces(xmp) }),
    ...(iptc && { iptc: withoutPlaceNames(iptc) }),
    ...(comment !== undefined && { comment }),
  };
}

/** EXIF without the entry of its GPS directory, whose bytes become zeros. Undefined if it is damaged. */
function withoutGps(exif: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const block = new Uint8Array(exif);
  const view = new DataView(block.buffer);
  try {
    const le = view.getUint16(0) === 0x4949;
    const first = view.getUint32(4, le);
    const count = view.getUint16(first, le);
    for (let i = 0; i < count; i++) {
      const at = first + 2 + ENTRY * i;
      if (view.getUint16(at, le) !== GPS_DIRECTORY) continue;
      wipeDirectory(view, view.getUint32(at + 8, le), le);
      // The entries after it, and the offset of the next directory, move up.
      const end = first + 2 + ENTRY * count + 4;
      block.copyWithin(at, at + ENTRY, end);
      block.fill(0, end - ENTRY, end);
      view.setUint16(first, count - 1, le);
      break;
    }
    return block;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function wipeDirectory(view: DataView, directory: number, le: boolean): void {
  const block = new Uint8Array(view.buffer);
  const count = view.getUint16(directory, le);
  for (let i = 0; i < count; i++) {
    const at = directory + 2 + ENTRY * i;
    const size = (BYTES_OF_TYPE[view.getUint16(at + 2, le)] ?? 1) * view.getUint32(at + 4, le);
    if (size > 4) block.fill(0, view.getUint32(at + 8, le), view.getUint32(at + 8, le) + size);
  }
  block.fill(0, directory, directory + 2 + ENTRY * count + 4);
}

/** XMP without GPS properties and names of places. */
function withoutPlaces(xmp: string): string {
  const names = [
    "exif:GPS\\w+",
    "photoshop:(?:City|State|Country)",
    "Iptc4xmpCore:(?:Location|CountryCode)",
    "Iptc4xmpExt:Location\\w+",
  ];
  const name = `(?:${names.join("|")})`;
  return xmp
    .replaceAll(new RegExp(`\\s+${name}\\s*=\\s*("[^"]*"|'[^']*')`, "g"), "")
    .replaceAll(new RegExp(`<(${name})\\b[^>]*?(?:/>|>[^]*?</\\1\\s*>)`, "g"), "");
}

/** Their text becomes spaces, so that all lengths stay valid. */
function withoutPlaceNames(iptc: Uint8Array): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(iptc);
  for (let at = 0; at + 5 <= block.length; at++) {
    const isDataset = block[at] === 0x1c && block[at + 1] === 2 && PLACES.has(block[at + 2]!);
    const length = (block[at + 3]! << 8) + block[at + 4]!;
    if (!isDataset || at + 5 + length > block.length) continue;
    block.fill(0x20, at + 5, at + 5 + length);
    at += 4 + length;
  }
  return block;
}
