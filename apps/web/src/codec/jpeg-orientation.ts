const EXIF = "Exif\0\0";
const ORIENTATION = 0x0112;

/** How a JPEG is to be turned, 1 to 8, as its EXIF says; 1 where there is none. */
export function jpegOrientation(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    let at = 2;
    while (view.getUint8(at) === 0xff && view.getUint8(at + 1) !== 0xda) {
      const isExif =
        view.getUint8(at + 1) === 0xe1 &&
        [...EXIF].every((letter, i) => view.getUint8(at + 4 + i) === letter.charCodeAt(0));
      if (isExif) return tiffOrientation(view, at + 4 + EXIF.length);
      at += 2 + view.getUint16(at + 2);
    }
  } catch (error) {
    // Beyond the bytes there are.
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
}

/** From the first directory of a TIFF that begins at `start`. */
function tiffOrientation(view: DataView, start: number): number {
  const little = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  for (let entry = 0; entry < view.getUint16(directory, little); entry++) {
    const at = directory + 2 + 12 * entry;
    if (view.getUint16(at, little) !== ORIENTATION) continue;
    const orientation = view.getUint16(at + 8, little);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}
