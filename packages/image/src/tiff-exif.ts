/** Tags about the picture rather than its samples (TIFF 6.0, EXIF 2.32, 4.6.3 to 4.6.6). */
const KEPT = new Set([
  0x010e, // description
  0x010f, // make
  0x0110, // model
  0x0131, // software
  0x0132, // date and time
  0x013b, // artist
  0x8298, // copyright
]);
/** Entries whose value is the offset of another directory: EXIF, GPS, interoperability. */
const DIRECTORIES = new Set([0x8769, 0x8825, 0xa005]);
const BYTES_OF_TYPE = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const LONG = 4;

interface Entry {
  readonly id: number;
  readonly type: number;
  readonly count: number;
  /** In the byte order of the target block. */
  readonly value: Uint8Array;
  readonly directory?: readonly Entry[];
}

/** The EXIF in a TIFF file, as a block like that of a JPEG; undefined if it has none or is damaged. */
export function extractExif(file: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const directory = readBlock(file, false);
  if (directory === undefined || directory.length === 0) return undefined;
  const body = layOut(directory, 8);
  const block = new Uint8Array(8 + body.length);
  block.set([0x49, 0x49, 42, 0, 8]);
  block.set(body, 8);
  return block;
}

/** Adds a block of EXIF to a little-endian TIFF file; returns the file unchanged if either is damaged. */
export function appendExif(file: Uint8Array, exif: Uint8Array): Uint8Array {
  const added = readBlock(exif, false);
  const old = file[0] === 0x49 ? readBlock(file, true) : undefined;
  if (added === undefined || added.length === 0 || old === undefined) return file;
  const names = new Set(added.map(({ id }) => id));
  const merged = [...old.filter(({ id }) => !names.has(id)), ...added].toSorted((a, b) => a.id - b.id);
  const at = file.length + (file.length % 2);
  const body = layOut(merged, at);
  const whole = new Uint8Array(at + body.length);
  whole.set(file);
  whole.set(body, at);
  new DataView(whole.buffer).setUint32(4, at, true);
  return whole;
}

/** The first directory of a block, little-endian: all entries, or those kept; undefined if damaged. */
function readBlock(block: Uint8Array, all: boolean): Entry[] | undefined {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  try {
    const le = view.getUint16(0) === 0x4949;
    // BigTIFF has 43.
    if ((!le && view.getUint16(0) !== 0x4d4d) || view.getUint16(2, le) !== 42) return undefined;
    const entries = readDirectory(view, view.getUint32(4, le), le, 0);
    return all ? entries : entries.filter(({ id, directory }) => KEPT.has(id) || directory !== undefined);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readDirectory(view: DataView, at: number, le: boolean, depth: number): Entry[] {
  // A directory may refer to itself.
  if (depth > 3) throw new RangeError("exif: directories within directories");
  return Array.from({ length: view.getUint16(at, le) }, (_, i) => {
    const entry = at + 2 + 12 * i;
    const [id, type] = [view.getUint16(entry, le), view.getUint16(entry + 2, le)];
    const count = view.getUint32(entry + 4, le);
    if (DIRECTORIES.has(id)) {
      const directory = readDirectory(view, view.getUint32(entry + 8, le), le, depth + 1);
      return { id, type: LONG, count: 1, value: new Uint8Array(4), directory };
    }
    const size = BYTES_OF_TYPE[type] ?? 1;
    const from = count * size <= 4 ? entry + 8 : view.getUint32(entry + 8, le);
    if (from + count * size > view.byteLength) throw new RangeError("exif: a value beyond the end");
    const value = new Uint8Array(view.buffer, view.byteOffset + from, count * size).slice();
    if (!le) swap(value, unitOf(type));
    return { id, type, count, value };
  });
}

/** Number of bytes whose order is reversed together: rationals are two numbers. */
function unitOf(type: number): number {
  return type === 5 || type === 10 ? 4 : (BYTES_OF_TYPE[type] ?? 1);
}

function swap(bytes: Uint8Array, unit: number): void {
  for (let at = 0; at < bytes.length; at += unit) bytes.subarray(at, at + unit).reverse();
}

/** A directory at offset `place` in its block, followed by the values that do not fit into it. */
function layOut(entries: readonly Entry[], place: number): Uint8Array {
  const head = new Uint8Array(2 + 12 * entries.length + 4);
  const view = new DataView(head.buffer);
  view.setUint16(0, entries.length, true);
  const parts: Uint8Array[] = [head];
  let end = place + head.length;
  const append = (bytes: Uint8Array): number => {
    const at = end;
    const padded = new Uint8Array(bytes.length + (bytes.length % 2));
    padded.set(bytes);
    parts.push(padded);
    end += padded.length;
    return at;
  };
  entries.forEach(({ id, type, count, value, directory }, i) => {
    const entry = 2 + 12 * i;
    view.setUint16(entry, id, true);
    view.setUint16(entry + 2, type, true);
    view.setUint32(entry + 4, count, true);
    if (directory !== undefined) view.setUint32(entry + 8, append(layOut(directory, end)), true);
    else if (value.length > 4) view.setUint32(entry + 8, append(value), true);
    else head.set(value, entry + 8);
  });
  const whole = new Uint8Array(end - place);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
