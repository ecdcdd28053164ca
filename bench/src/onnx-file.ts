/*
 * Writes the little of an ONNX file that a chain of convolutions needs. ONNX is protobuf: every field is its
 * number and the kind of its value, then the value. Numbers of fields: onnx.proto3 of the ONNX project.
 */

type Bytes = readonly Uint8Array[];

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface OnnxNode {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Attributes that are lists of whole numbers. */
  readonly integers?: Readonly<Record<string, readonly number[]>>;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly weights: readonly OnnxTensor[];
  /** Name and shape of what goes in and what comes out. */
  readonly input: readonly [string, readonly number[]];
  readonly output: readonly [string, readonly number[]];
}

/** Data type and attribute type as ONNX numbers them. */
const [FLOAT, INTEGERS] = [1, 7];

/** The bytes of a model file of operator set 13. */
export function onnxFile({ nodes, weights, input, output }: OnnxGraph): Uint8Array {
  const graph = [
    ...nodes.flatMap((node) => bytes(1, nodeBytes(node))),
    ...text(2, "graph"),
    ...weights.flatMap((tensor) => bytes(5, tensorBytes(tensor))),
    ...bytes(11, valueBytes(...input)),
    ...bytes(12, valueBytes(...output)),
  ];
  return Buffer.concat([...integer(1, 8), ...bytes(7, graph), ...bytes(8, integer(2, 13))]);
}

function nodeBytes({ operation, inputs, output, integers = {} }: OnnxNode): Bytes {
  const attributes = Object.entries(integers).map(([name, values]) => [
    ...text(1, name),
    ...values.flatMap((value) => integer(8, value)),
    ...integer(20, INTEGERS),
  ]);
  const ends = [...inputs.flatMap((name) => text(1, name)), ...text(2, output)];
  return [...ends, ...text(4, operation), ...attributes.flatMap((attribute) => bytes(5, attribute))];
}

function tensorBytes({ name, shape, data }: OnnxTensor): Bytes {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return [
    ...shape.flatMap((side) => integer(1, side)),
    ...integer(2, FLOAT),
    ...text(8, name),
    ...bytes(9, [raw]),
  ];
}

function valueBytes(name: string, shape: readonly number[]): Bytes {
  const sides = shape.flatMap((side) => bytes(1, integer(1, side)));
  return [...text(1, name), ...bytes(2, bytes(1, [...integer(1, FLOAT), ...bytes(2, sides)]))];
}

function integer(field: number, value: number): Bytes {
  return [variable(field * 8), variable(value)];
}

function text(field: number, value: string): Bytes {
  return bytes(field, [Buffer.from(value)]);
}

function bytes(field: number, parts: Bytes): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [variable(field * 8 + 2), variable(length), ...parts];
}

/** A whole number, seven bits to a byte, the lowest first; all bytes but the last have their top bit set. */
function variable(value: number): Uint8Array {
  const digits: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) digits.push((rest % 128) + 128);
  return Uint8Array.of(...digits, rest);
}
