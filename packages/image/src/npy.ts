import { NPY_MAGIC, parseNpyHeader } from "./npy-header.ts";
import type { NpyDtype, NpyHeader } from "./npy-header.ts";

/** A NumPy array: its elements as float32 in C order (last index fastest). */
export interface NpyArray {
  readonly data: Float32Array<ArrayBuffer>;
  readonly shape: readonly number[];
  /** Element type in the file; `data` holds the same numbers, rounded to float32. */
  readonly dtype: NpyDtype;
}

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * The array in the bytes of a .npy file.
 *
 * Reads float32, float64, uint8 and uint16, in either byte order, in C or Fortran order.
 *
 * @throws RangeError that says what is wrong: magic, version, header, dtype, too few bytes for the shape, or
 *   bytes left over.
 */
export function decodeNpy(bytes: Uint8Array): NpyArray {
  const header = parseNpyHeader(bytes);
  const { shape, dtype, offset } = header;
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = count * header.bytesPerElement;
  const got = bytes.length - offset;
  if (expected !== got) {
    const problem = got < expected ? "truncated" : "bytes left over";
    throw new RangeError(
      `decodeNpy: ${problem}: shape (${shape.join(", ")}) of ${dtype} needs ${expected} bytes, got ${got}`,
    );
  }
  const elements = readElements(bytes, header, count);
  return { data: header.fortranOrder ? fromFortranOrder(elements, shape) : elements, shape, dtype };
}

/**
 * Bytes of a .npy file (version 1.0, little-endian float32, C order) that NumPy can load.
 *
 * @param data elements in C order.
 * @param shape sizes whose product is the length of `data`.
 * @throws RangeError when shape and length disagree.
 */
export function encodeNpy(data: Float32Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const valid = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!valid || shape.reduce((product, size) => product * size, 1) !== data.length) {
    throw new RangeError(`encodeNpy: expected a shape of ${data.length} elements, got (${shape.join(", ")})`);
  }
  const tuple = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Data start at a multiple of 64 bytes, so that a reader can map them into memory.
  const offset = Math.ceil((10 + dict.length + 1) / 64) * 64;
  const bytes = new Uint8Array(offset + 4 * data.length);
  const view = new DataView(bytes.buffer);
  bytes.set(NPY_MAGIC);
  bytes.set([1, 0], 6);
  view.setUint16(8, offset - 10, true);
  bytes.set(new TextEncoder().encode(`${dict.padEnd(offset - 11)}\n`), 10);
  if (HOST_IS_LITTLE_ENDIAN) new Float32Array(bytes.buffer, offset).set(data);
  else data.forEach((value, i) => view.setFloat32(offset + 4 * i, value, true));
  return bytes;
}

function readElements(bytes: Uint8Array, header: NpyHeader, count: number): Float32Array<ArrayBuffer> {
  const { littleEndian, bytesPerElement, offset } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, count * bytesPerElement);
  const read: Record<NpyDtype, (at: number) => number> = {
    float32: (at) => view.getFloat32(at, littleEndian),
    float64: (at) => view.getFloat64(at, littleEndian),
    uint8: (at) => view.getUint8(at),
    uint16: (at) => view.getUint16(at, littleEndian),
  };
  const readAt = read[header.dtype];
  const elements = new Float32Array(count);
  for (let i = 0; i < count; i++) elements[i] = readAt(i * bytesPerElement);
  return elements;
}

/** Reorders elements whose first index is fastest into C order. */
function fromFortranOrder(elements: Float32Array, shape: readonly number[]): Float32Array<ArrayBuffer> {
  const result = new Float32Array(elements.length);
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  for (let i = 0, from = 0; i < elements.length; i++) {
    result[i] = elements[from]!;
    // Increment the last index, carrying to the left; `from` follows by the strides of the file.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
