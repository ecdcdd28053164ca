/** A NumPy element type that `decodeNpy` reads. */
export type NpyDtype = "float32" | "float64" | "uint8" | "uint16";

export interface NpyHeader {
  readonly dtype: NpyDtype;
  readonly bytesPerElement: number;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Offset of the elements, in bytes. */
  readonly offset: number;
}

/** The first bytes of every .npy file: \x93NUMPY. */
export const NPY_MAGIC: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

const DTYPES: ReadonlyMap<string, readonly [NpyDtype, number]> = new Map([
  ["f4", ["float32", 4]],
  ["f8", ["float64", 8]],
  ["u1", ["uint8", 1]],
  ["u2", ["uint16", 2]],
]);

/** The number of axes that NumPy allows. */
const MAX_RANK = 64;

/**
 * Header of a .npy file, versions 1.0 to 3.0.
 *
 * Format: NEP 1 and the documentation of numpy.lib.format.
 *
 * @throws RangeError that says what is wrong unless it is a complete header of a readable array.
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const isNpy = NPY_MAGIC.every((byte, i) => bytes[i] === byte);
  if (!isNpy) fail("not a .npy file (it does not begin with \\x93NUMPY)");
  const [major, minor] = [bytes[6], bytes[7]];
  if (major === undefined || minor === undefined) fail("truncated before the version");
  if (major < 1 || major > 3 || minor !== 0) fail(`version ${major}.${minor}, expected 1.0, 2.0 or 3.0`);
  const lengthBytes = major === 1 ? 2 : 4;
  const start = 8 + lengthBytes;
  if (bytes.length < start) fail("truncated before the header length");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  const offset = start + length;
  if (bytes.length < offset) fail(`truncated: header of ${length} bytes, ${bytes.length - start} are there`);
  const text = new TextDecoder(major === 3 ? "utf-8" : "latin1").decode(bytes.subarray(start, offset));
  const fields = parseFields(text);
  return { ...parseDescr(fields.descr), fortranOrder: fields.fortranOrder, shape: fields.shape, offset };
}

interface Fields {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** Parses the dict literal of the header: three keys in any order, with either kind of quotes. */
function parseFields(text: string): Fields {
  const open = /^\s*\{/.exec(text);
  if (open === null) fail(`header ${quote(text)} is not a dict`);
  const entry = /\s*(['"])(\w+)\1\s*:\s*(?:(['"])([^'"\\]*)\3|(True|False)|\(([\dL,\s]*)\)|(\[))/y;
  const found = new Map<string, RegExpExecArray>();
  let at = open[0].length;
  for (;;) {
    entry.lastIndex = at;
    const match = entry.exec(text);
    if (match === null) break;
    const key = match[2]!;
    if (found.has(key)) fail(`header names ${quote(key)} twice`);
    if (match[7] !== undefined) fail("structured dtypes are not images");
    found.set(key, match);
    at = entry.lastIndex;
    const comma = /\s*,/y;
    comma.lastIndex = at;
    if (!comma.test(text)) break;
    at = comma.lastIndex;
  }
  if (!/^\s*\}\s*$/.test(text.slice(at))) {
    fail(`header ${quote(text)} is not a dict of descr, fortran_order and shape`);
  }
  const descr = found.get("descr")?.[4];
  const order = found.get("fortran_order")?.[5];
  const shape = found.get("shape")?.[6];
  if (descr === undefined || order === undefined || shape === undefined || found.size !== 3) {
    fail(`header ${quote(text)} does not have exactly descr, fortran_order and shape`);
  }
  return { descr, fortranOrder: order === "True", shape: parseShape(shape) };
}

function parseShape(text: string): readonly number[] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop();
  if (parts.length > MAX_RANK) fail(`shape of ${parts.length} axes, expected at most ${MAX_RANK}`);
  return parts.map((part) => {
    const size = /^\d+L?$/.test(part) ? Number.parseInt(part, 10) : Number.NaN;
    if (!Number.isSafeInteger(size)) fail(`shape (${text.trim().slice(0, 60)}) is not a tuple of sizes`);
    return size;
  });
}

function parseDescr(descr: string): Pick<NpyHeader, "dtype" | "bytesPerElement" | "littleEndian"> {
  const [order, name] = [descr.slice(0, 1), descr.slice(1)];
  if (name.startsWith("O")) fail("object arrays cannot be read (they hold Python pickles)");
  const dtype = DTYPES.get(name);
  if (dtype === undefined || !(order === "<" || order === ">" || (order === "|" && name === "u1"))) {
    fail(`dtype ${quote(descr)} is not supported, expected float32, float64, uint8 or uint16`);
  }
  return { dtype: dtype[0], bytesPerElement: dtype[1], littleEndian: order !== ">" };
}

const quote = (text: string): string => JSON.stringify(text.trim().slice(0, 80));

function fail(problem: string): never {
  throw new RangeError(`decodeNpy: ${problem}`);
}
