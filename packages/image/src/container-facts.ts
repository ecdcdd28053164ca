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
