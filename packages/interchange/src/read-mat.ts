import { ModelFormatError } from "@genericdp/model";
import { Unzlib } from "fflate";

/** Numbers from a MATLAB file, first index fastest, with at least two dimensions. */
export interface MatArray {
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array;
}

/**
 * A value from a MATLAB file: an array of real numbers, a struct as a map of its fields, or null for anything
 * else (text, cells, struct arrays, objects, sparse or complex arrays).
 */
export type MatValue = MatArray | ReadonlyMap<string, MatValue> | null;

/*
 * A MATLAB file of level 5 has a header of 128 bytes, then elements: type and length with 4 bytes each, then
 * the data, padded to a multiple of 8. Data of at most 4 bytes may be stored in the place of the length. A
 * variable is an element of type 14 that contains other elements, possibly compressed in one of type 15.
 * https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf
 */
const HEADER = 128;
/** Versions in the header. */
const [LEVEL_5, HDF5] = [0x100, 0x200];
const [MATRIX, COMPRESSED] = [14, 15];
const STRUCT = 2;
/** Range of the numeric array classes, from double to uint64. */
const [FIRST_NUMERIC, LAST_NUMERIC] = [6, 15];
const COMPLEX = 0x800;
/** Maximal nesting of structs; a model has one level. */
const DEEPEST = 8;
/** Maximal size of a decompressed variable, in bytes. */
const LARGEST = 2 ** 28;

type ReadNumber = (view: DataView, at: number, littleEndian: boolean) => number;

/** Size and reader for each element type. */
const NUMBERS: Readonly<Record<number, readonly [size: number, read: ReadNumber]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, little) => view.getInt16(at, little)],
  4: [2, (view, at, little) => view.getUint16(at, little)],
  5: [4, (view, at, little) => view.getInt32(at, little)],
  6: [4, (view, at, little) => view.getUint32(at, little)],
  7: [4, (view, at, little) => view.getFloat32(at, little)],
  9: [8, (view, at, little) => view.getFloat64(at, little)],
  12: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  13: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};

interface Element {
  readonly type: number;
  readonly data: Uint8Array;
}

/** Tells whether bytes start like a MATLAB file. */
export function isMat(bytes: Uint8Array): boolean {
  return latin(bytes.subarray(0, 7)) === "MATLAB ";
}

/**
 * Reads the variables of a MATLAB file of level 5, the format that MATLAB saves by default (-v6 and -v7).
 *
 * @returns the variables by name.
 * @throws ModelFormatError that says what is wrong.
 */
export function readMat(bytes: Uint8Array): Map<string, MatValue> {
  if (!isMat(bytes)) throw broken('a file that begins with "MATLAB ", got another kind of file');
  if (bytes.length < HEADER) throw broken(`a header of ${HEADER} bytes, got ${bytes.length}: it is cut off`);
  const order = latin(bytes.subarray(HEADER - 2, HEADER));
  if (order !== "IM" && order !== "MI") throw broken(`the byte order IM or MI, got ${JSON.stringify(order)}`);
  const little = order === "IM";
  const version = viewOf(bytes).getUint16(HEADER - 4, little);
  if (version === HDF5) throw broken("level 5 of the format, got HDF5: load it in MATLAB, save it with -v7");
  if (version !== LEVEL_5) throw broken(`version ${LEVEL_5} of the format, got ${version}`);
  const variables = new Map<string, MatValue>();
  for (const element of elements(bytes.subarray(HEADER), little)) {
    const [variable = element] =
      element.type === COMPRESSED ? elements(inflate(element.data), little) : [element];
    if (variable.type !== MATRIX) continue;
    const { name, value } = readMatrix(variable.data, little, 0);
    variables.set(name, value);
  }
  return variables;
}

function* elements(bytes: Uint8Array, little: boolean): Generator<Element> {
  const view = viewOf(bytes);
  for (let at = 0; at < bytes.length;) {
    if (bytes.length - at < 8) throw broken(`8 bytes of an element, got ${bytes.length - at}: it is cut off`);
    const word = view.getUint32(at, little);
    const inside = word >>> 16;
    if (inside > 4) throw broken(`at most 4 bytes inside a tag, got ${inside}: the file is damaged`);
    const length = inside > 0 ? inside : view.getUint32(at + 4, little);
    const start = inside > 0 ? at + 4 : at + 8;
    if (start + length > bytes.length) {
      throw broken(`an element of ${length} bytes, got ${bytes.length - start}: the file is cut off`);
    }
    const type = word & 0xffff;
    yield { type, data: bytes.subarray(start, start + length) };
    at = type === COMPRESSED ? start + length : Math.ceil((start + length) / 8) * 8;
  }
}

function readMatrix(bytes: Uint8Array, little: boolean, depth: number): { name: string; value: MatValue } {
  const [flags, sides, label, ...content] = elements(bytes, little);
  // A field without a value is stored without content.
  if (flags === undefined || sides === undefined || label === undefined) return { name: "", value: null };
  const shape = Array.from(readNumbers(sides, little));
  const name = latin(label.data);
  const [word = 0] = readNumbers(flags, little);
  const kind = word & 0xff;
  if (kind === STRUCT && product(shape) === 1 && depth < DEEPEST) {
    return { name, value: readStruct(content, little, depth) };
  }
  const [real] = content;
  const isNumeric = kind >= FIRST_NUMERIC && kind <= LAST_NUMERIC && (word & COMPLEX) === 0;
  if (!isNumeric || real === undefined) return { name, value: null };
  const data = readNumbers(real, little);
  if (data.length === product(shape)) return { name, value: { shape, data } };
  throw broken(`${shape.join("×")} numbers of ${JSON.stringify(name)}, got ${data.length}`);
}

function readStruct([width, names, ...values]: readonly Element[], little: boolean, depth: number): MatValue {
  if (width === undefined || names === undefined) throw broken("names of the fields of a struct, got none");
  const [length = 0] = readNumbers(width, little);
  if (!(length > 0)) throw broken(`names of at least one letter for the fields of a struct, got ${length}`);
  const fields = new Map<string, MatValue>();
  values.forEach(({ type, data }, i) => {
    const field = latin(names.data.subarray(i * length, (i + 1) * length)).replace(/\0.*$/s, "");
    if (type === MATRIX && field !== "") fields.set(field, readMatrix(data, little, depth + 1).value);
  });
  return fields;
}

/** Reads numbers, which are stored in the smallest type that holds them, whatever the class of the array. */
function readNumbers({ type, data }: Element, little: boolean): Float64Array {
  const [size, read] = NUMBERS[type] ?? [0, undefined];
  if (read === undefined) throw broken(`numbers, got an element of type ${type}: the file is damaged`);
  const view = viewOf(data);
  return Float64Array.from({ length: Math.floor(data.length / size) }, (_, i) =>
    read(view, i * size, little),
  );
}

/** @throws ModelFormatError if the data are corrupt. */
function inflate(data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Unzlib((part) => {
    length += part.length;
    if (length > LARGEST) throw broken(`variables of at most ${LARGEST} bytes, got a larger one`);
    parts.push(part);
  });
  try {
    stream.push(data, true);
  } catch (cause) {
    if (cause instanceof ModelFormatError) throw cause;
    throw new ModelFormatError("MATLAB file: a compressed variable is damaged", { cause });
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  // fflate does not check it.
  if (data.length < 4 || viewOf(data).getUint32(data.length - 4) !== adler32(bytes)) {
    throw broken("a compressed variable that agrees with its checksum, got a damaged one");
  }
  return bytes;
}

/** The checksum of zlib, RFC 1950. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

const product = (shape: readonly number[]): number => shape.reduce((all, side) => all * side, 1);
const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function broken(expectation: string): ModelFormatError {
  return new ModelFormatError(`MATLAB file: expected ${expectation}`);
}
