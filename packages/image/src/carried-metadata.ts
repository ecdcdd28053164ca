import { EXIF_IN_JPEG, XMP_IN_JPEG, XMP_IN_PNG, attachExif, attachXmp } from "./attach-metadata.ts";
import { uprightExif, uprightXmp } from "./exif.ts";
import { addJpegNotes, readJpegNotes } from "./jpeg-segments.ts";
import { jpegSegments } from "./jpeg-tables.ts";
import type { PixelImage } from "./pixel-image.ts";
import { stripMetadata } from "./strip-metadata.ts";
import type { Stripped } from "./strip-metadata.ts";

/** A file format whose metadata can be carried without decoding it. */
export type CarrierFormat = "jpeg" | "png" | "webp";

type Metadata = Pick<PixelImage, "exif" | "xmp" | "iptc" | "comment">;

/**
 * Gives an encoded file the metadata of the original file: EXIF and XMP, which then say that the image is
 * upright, and between JPEG files IPTC and comments.
 *
 * @param file without metadata, as a canvas encodes it.
 * @param image its size, and the metadata to leave out.
 */
export async function carryMetadata(
  original: { readonly file: Uint8Array; readonly format: CarrierFormat },
  { file, format }: { readonly file: Uint8Array; readonly format: CarrierFormat },
  { strip, ...size }: { readonly width: number; readonly height: number; readonly strip: Stripped },
): Promise<Uint8Array> {
  const found = await readMetadata(original.file, original.format);
  const exif = found.exif && uprightExif(found.exif, size);
  const xmp = found.xmp === undefined ? undefined : uprightXmp(found.xmp);
  const { exif: _, xmp: __, ...notes } = found;
  const facts = { ...size, channels: 3, bitDepth: 8, ...notes } as const;
  const kept = stripMetadata({ ...facts, ...(exif && { exif }), ...(xmp !== undefined && { xmp }) }, strip);
  const noted = format === "jpeg" ? addJpegNotes(file, kept) : file;
  // The order in which the formats want them.
  const described = kept.xmp !== undefined && format !== "webp" ? attachXmp(noted, format, kept.xmp) : noted;
  const dated = kept.exif === undefined ? described : attachExif(described, format, kept.exif);
  return kept.xmp !== undefined && format === "webp" ? attachXmp(dated, format, kept.xmp) : dated;
}

/** The metadata in a file; what is damaged is left out. */
export async function readMetadata(file: Uint8Array, format: CarrierFormat): Promise<Metadata> {
  switch (format) {
    case "jpeg":
      return { ...ofSegments(file), ...readJpegNotes(file) };
    case "png":
      return ofChunks(pngChunks(file));
    case "webp":
      return ofChunks(webpChunks(file));
  }
}

function ofSegments(file: Uint8Array): Metadata {
  const found: { exif?: Uint8Array<ArrayBuffer>; xmp?: string } = {};
  for (const { marker, content } of jpegSegments(file)) {
    if (marker !== 0xe1) continue;
    if (startsWith(content, EXIF_IN_JPEG)) found.exif ??= content.slice(EXIF_IN_JPEG.length);
    if (startsWith(content, XMP_IN_JPEG)) found.xmp ??= utf8(content.subarray(XMP_IN_JPEG.length));
  }
  return found;
}

interface Chunk {
  readonly name: string;
  readonly body: Uint8Array;
}

async function ofChunks(chunks: Iterable<Chunk>): Promise<Metadata> {
  const found: { exif?: Uint8Array<ArrayBuffer>; xmp?: string } = {};
  for (const { name, body } of chunks) {
    if (name === "eXIf" || name === "EXIF") found.exif ??= new Uint8Array(body);
    if (name === "XMP ") found.xmp ??= utf8(body);
    if (!startsWith(body, `${XMP_IN_PNG}\0`)) continue;
    const rest = body.subarray(XMP_IN_PNG.length + 1);
    // After the keyword of a compressed text comes the method, of which there is one.
    const text = await (name === "zTXt" ? inflated(rest.slice(1)) : name === "iTXt" && anyText(rest));
    if (typeof text === "string") found.xmp ??= text;
  }
  return found;
}

/** Text after its keyword: whether it is compressed, how, a language, a translated keyword and the text. */
async function anyText(body: Uint8Array): Promise<string | undefined> {
  const language = body.indexOf(0, 2);
  const translated = language < 0 ? -1 : body.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const text = body.slice(translated + 1);
  return body[0] === 0 ? utf8(text) : inflated(text);
}

/** Undefined if it is damaged. */
function inflated(text: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const stream = new Blob([text]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text().catch(() => undefined);
}

function* pngChunks(file: Uint8Array): Generator<Chunk> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 8; at + 12 <= file.length;) {
    const length = view.getUint32(at);
    yield { name: ascii(file, at + 4), body: file.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

function* webpChunks(file: Uint8Array): Generator<Chunk> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 12; at + 8 <= file.length;) {
    const length = view.getUint32(at + 4, true);
    yield { name: ascii(file, at), body: file.subarray(at + 8, at + 8 + length) };
    at += 8 + length + (length % 2);
  }
}

function ascii(file: Uint8Array, at: number): string {
  return String.fromCharCode(...file.subarray(at, at + 4));
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return String.fromCharCode(...bytes.subarray(0, text.length)) === text;
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
