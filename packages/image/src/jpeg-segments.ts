import { joinBytes } from "./join-bytes.ts";

/** Markers of a JPEG's segments (ITU-T T.81, table B.1; APP13 is for Photoshop and IPTC). */
const [APP13, COMMENT, START_OF_SCAN, APP0, APP15] = [0xed, 0xfe, 0xda, 0xe0, 0xef];
const IPTC_PREFIX = "Photoshop 3.0\0";
const LONGEST = 0xffff - 2;

/** Metadata in the segments of a JPEG other than EXIF and XMP. */
export interface JpegNotes {
  /** Contents of all APP13 segments, joined, with the prefix of the first. */
  readonly iptc?: Uint8Array<ArrayBuffer>;
  readonly comment?: string;
}

/** IPTC and comments of a JPEG; comments in UTF-8 or else Latin-1, joined by line ends. */
export function readJpegNotes(file: Uint8Array): JpegNotes {
  const comments: string[] = [];
  const iptc: Uint8Array[] = [];
  for (const { marker, body } of segments(file)) {
    if (marker === COMMENT) comments.push(decodeText(body));
    if (marker === APP13 && startsWith(body, IPTC_PREFIX)) {
      iptc.push(iptc.length === 0 ? body : body.subarray(IPTC_PREFIX.length));
    }
  }
  return {
    ...(iptc.length > 0 && { iptc: joinBytes(...iptc) }),
    ...(comments.length > 0 && { comment: comments.join("\n") }),
  };
}

/** Adds IPTC and a comment to a JPEG; content longer than a segment is split. */
export function addJpegNotes(file: Uint8Array, { iptc, comment }: JpegNotes): Uint8Array {
  const parts: Uint8Array[] = [];
  if (iptc !== undefined) {
    const prefix = new TextEncoder().encode(IPTC_PREFIX);
    for (const part of cut(iptc.subarray(prefix.length), LONGEST - prefix.length)) {
      parts.push(segment(APP13, joinBytes(prefix, part)));
    }
  }
  if (comment !== undefined) {
    for (const part of cut(new TextEncoder().encode(comment), LONGEST)) parts.push(segment(COMMENT, part));
  }
  if (parts.length === 0) return file;
  // After the other application segments, which readers expect first.
  let at = 2;
  for (const { marker, end } of segments(file)) {
    if (marker < APP0 || marker > APP15) break;
    at = end;
  }
  return joinBytes(file.subarray(0, at), ...parts, file.subarray(at));
}

interface Segment {
  readonly marker: number;
  readonly body: Uint8Array;
  readonly end: number;
}

/** The segments before the pixels; fewer if the file is damaged. */
function* segments(file: Uint8Array): Generator<Segment> {
  for (let at = 2; at + 4 <= file.length && file[at] === 0xff;) {
    const marker = file[at + 1]!;
    const end = at + 2 + (file[at + 2]! << 8) + file[at + 3]!;
    if (marker === START_OF_SCAN || end > file.length) return;
    yield { marker, body: file.subarray(at + 4, end), end };
    at = end;
  }
}

function segment(marker: number, body: Uint8Array): Uint8Array {
  const length = 2 + body.length;
  return joinBytes(Uint8Array.of(0xff, marker, length >> 8, length & 0xff), body);
}

function cut(bytes: Uint8Array, length: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / length);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * length, (i + 1) * length));
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return String.fromCharCode(...bytes.subarray(0, text.length)) === text;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}
