const [BYTE, SHORT, LONG] = [1, 3, 4];

/**
 * The first value of a tag in the first directory of a TIFF file; undefined if the tag is missing or not an
 * integer, or the file is not a TIFF or cut off.
 */
export function tiffTag(file: Uint8Array, id: number): number | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  try {
    const le = view.getUint16(0) === 0x4949;
    if ((!le && view.getUint16(0) !== 0x4d4d) || view.getUint16(2, le) !== 42) return undefined;
    const directory = view.getUint32(4, le);
    for (let i = 0; i < view.getUint16(directory, le); i++) {
      const entry = directory + 2 + 12 * i;
      if (view.getUint16(entry, le) !== id) continue;
      const [type, count] = [view.getUint16(entry + 2, le), view.getUint32(entry + 4, le)];
      const size = type === BYTE ? 1 : type === SHORT ? 2 : LONG;
      if (![BYTE, SHORT, LONG].includes(type)) return undefined;
      const at = count * size <= 4 ? entry + 8 : view.getUint32(entry + 8, le);
      return size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at, le) : view.getUint32(at, le);
    }
  } catch (error) {
    // Beyond the end.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}
