/** Number of frames that a PNG declares (acTL chunk of PNG 3rd edition, 11.3.6.1); 1 for a still image. */
export function animatedPngFrames(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 8; at + 16 <= file.length;) {
    const name = ascii(file, at + 4);
    if (name === "acTL") return Math.max(1, view.getUint32(at + 8));
    // The animation control chunk always precedes the pixels.
    if (name === "IDAT") return 1;
    at += 12 + view.getUint32(at);
  }
  return 1;
}

/** Number of frames of an animation: GIF, animated PNG or WebP; 1 for any other file. */
export function frameCount(file: Uint8Array): number {
  if (ascii(file, 0) === "GIF8") return Math.max(1, gifFrames(file));
  if (ascii(file, 0) === "\u0089PNG") return animatedPngFrames(file);
  if (ascii(file, 0) === "RIFF" && ascii(file, 8) === "WEBP") return Math.max(1, webpFrames(file));
  return 1;
}

function webpFrames(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let frames = 0;
  for (let at = 12; at + 8 <= file.length;) {
    if (ascii(file, at) === "ANMF") frames++;
    const size = view.getUint32(at + 4, true);
    at += 8 + size + (size % 2);
  }
  return frames;
}

/** The image blocks of a GIF (GIF89a, 20 to 26), as far as the file goes. */
function gifFrames(file: Uint8Array): number {
  const table = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let frames = 0;
  for (let at = 13 + table(file[10] ?? 0); at < file.length;) {
    if (file[at] === 0x2c) {
      frames++;
      at += 11 + table(file[at + 9] ?? 0);
    } else if (file[at] === 0x21) at += 2;
    else break;
    // Blocks of data, each after its length, up to an empty one.
    while (at < file.length && file[at] !== 0) at += 1 + file[at]!;
    at++;
  }
  return frames;
}

/** Whether a WebP is lossless: its first chunk of pixels is VP8L (RFC 9649, 2.6). */
export function isLosslessWebp(file: Uint8Array): boolean {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 12; at + 8 <= file.length;) {
    const name = ascii(file, at);
    if (name === "VP8L") return true;
    if (name === "VP8 ") return false;
    // A frame of an animation contains its own chunks after 16 bytes.
    const size = view.getUint32(at + 4, true);
    at += name === "ANMF" ? 8 + 16 : 8 + size + (size % 2);
  }
  return false;
}

function ascii(file: Uint8Array, at: number): string {
  return String.fromCharCode(...file.subarray(at, at + 4));
}
