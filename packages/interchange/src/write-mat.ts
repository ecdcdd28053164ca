import { joinBytes } from "@genericdp/image";
import { zlibSync } from "fflate";
import type { MatArray, MatValue } from "./read-mat.ts";

/** Element types and array classes; read-mat.ts describes the format. */
const [INT8, INT32, UINT32, SINGLES, DOUBLES, MATRIX, COMPRESSED] = [1, 5, 6, 7, 9, 14, 15] as const;
const [STRUCT, DOUBLE, SINGLE] = [2, 6, 7] as const;
/** Bytes for a field name, with a terminating zero. */
const FIELD = 32;

/**
 * Encodes variables as a MATLAB file of level 5, compressed like those of `save -v7`.
 *
 * @param variables doubles, singles (from a Float32Array), and structs of both.
 * @throws RangeError for null, for names that MATLAB does not accept, and if a shape does not match its
 * numbers.
 */
export function writeMat(variables: ReadonlyMap<string, MatValue>): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(128).fill(0x20);
  header.set(ascii("MATLAB 5.0 MAT-file, written by genericdp"));
  // No subsystem data, version 1.0, little-endian.
  header.set([...new Uint8Array(8), 0, 1, ...ascii("IM")], 116);
  const elements = Array.from(variables, ([name, value]) => {
    const variable = zlibSync(matrix(checkName(name), value));
    return joinBytes(tag(COMPRESSED, variable.length), variable);
  });
  return joinBytes(header, ...elements);
}

function matrix(name: string, value: MatValue): Uint8Array {
  if (value === null) throw new RangeError(`writeMat: expected numbers or a struct, got null for ${name}`);
  if ("data" in value) return array(name, value);
  const names = Array.from(value.keys(), (field) => {
    const bytes = new Uint8Array(FIELD);
    bytes.set(ascii(checkName(field)));
    return bytes;
  });
  return element(MATRIX, [
    ...head(STRUCT, [1, 1], name),
    numbers(INT32, [FIELD]),
    element(INT8, names),
    ...Array.from(value.values(), (inner) => matrix("", inner)),
  ]);
}

function array(name: string, { data, shape }: MatArray): Uint8Array {
  if (shape.length < 2 || shape.reduce((product, side) => product * side, 1) !== data.length) {
    const wanted = `a shape of two sides at least for ${data.length} numbers`;
    throw new RangeError(`writeMat: expected ${wanted}, got ${shape.join("×")} for ${name}`);
  }
  const [kind, type] = data instanceof Float32Array ? [SINGLE, SINGLES] : [DOUBLE, DOUBLES];
  return element(MATRIX, [...head(kind, shape, name), numbers(type, data)]);
}

/** The flags, dimensions and name of an array. */
function head(kind: number, shape: readonly number[], name: string): Uint8Array[] {
  return [numbers(UINT32, [kind, 0]), numbers(INT32, shape), element(INT8, [Uint8Array.from(ascii(name))])];
}

function numbers(
  type: typeof INT32 | typeof UINT32 | typeof SINGLES | typeof DOUBLES,
  values: ArrayLike<number>,
): Uint8Array {
  const size = type === DOUBLES ? 8 : 4;
  const bytes = new Uint8Array(size * values.length);
  const view = new DataView(bytes.buffer);
  const set = {
    [INT32]: view.setInt32,
    [UINT32]: view.setUint32,
    [SINGLES]: view.setFloat32,
    [DOUBLES]: view.setFloat64,
  }[type].bind(view);
  for (let i = 0; i < values.length; i++) set(i * size, values[i]!, true);
  return element(type, [bytes]);
}

/** Encodes type, length and data, padded to a multiple of 8 bytes. */
function element(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joinBytes(tag(type, length), ...parts, new Uint8Array((8 - (length % 8)) % 8));
}

function tag(type: number, length: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  return bytes;
}

function checkName(name: string): string {
  if (/^[A-Za-z]\w{0,30}$/.test(name)) return name;
  throw new RangeError(`writeMat: expected a name of up to 31 letters, digits and _, got "${name}"`);
}

const ascii = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
