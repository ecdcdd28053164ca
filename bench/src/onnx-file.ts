/*
 * Writes the little of an ONNX file that a chain of convolutions needs. ONNX is protobuf: every field is its
 * number and the kind of its value, then the value. Numbers of fields: onnx.proto3 of the ONNX project.
 */

/** Data type and attribute type as ONNX numbers them. */
const [FLOAT, INTEGERS] = [1, 7];
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
  /** One of each, of the same shape. */
  readonly input: string;
  readonly output: string;
  readonly shape: readonly number[];
}

/** The bytes of a model file of operator set 13. */
export function onnxFile({ nodes, weights, input, output, shape }: OnnxGraph): Uint8Array {
  const graph = [
    ...nodes.flatMap((node) => bytes(1, nodeBytes(node))),
    ...text(2, "graph"),
    ...weights.flatMap((tensor) => bytes(5, tensorBytes(tensor))),
    ...bytes(11, valueBytes(input, shape)),
    ...bytes(12, valueBytes(output, shape)),
  ];
  return Buffer.concat([...integer(1, 8), ...bytes(7, graph), ...bytes(8, integer(2, 13))]);
}

function nodeBytes({ operation, inputs, output, integers = {} }: OnnxNode): Bytes {
  const attributes = Object.entries(integers).map(([name, values]) => {
    return [...text(1, name), ...values.flatMap((value) => integer(8, value)), ...integer(20, INTEGERS)];
  });
  const ends = [...inputs.flatMap((name) => text(1, name)), ...text(2, output), ...text(4, operation)];
  return [...ends, ...attributes.flatMap((attribute) => bytes(5, attribute))];
}

function tensorBytes({ name, shape, data }: OnnxTensor): Bytes {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const head = [...shape.flatMap((side) => integer(1, side)), ...integer(2, FLOAT)];
  return [...head, ...text(8, name), ...bytes(9, [raw])];
}

function valueBytes(name: string, shape: readonly number[]): Bytes {
  const sides = bytes(
    2,
    shape.flatMap((side) => bytes(1, integer(1, side))),
  );
  return [...text(1, name), ...bytes(2, bytes(1, [...integer(1, FLOAT), ...sides]))];
}

function integer(field: number, value: number): Bytes {
  return [variable(field * 8), variable(value)];
}

const text = (field: number, value: string): Bytes => bytes(field, [Buffer.from(value)]);

function bytes(field: number, parts: Bytes): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [variable(field * 8 + 2), variable(length), ...parts];
}

/** A whole number, seven bits to a byte, the lowest first; all bytes but the last have their top bit set. */
function variable(value: number): Uint8Array {
  if (value < 128) return Uint8Array.of(value);
  return Uint8Array.of((value % 128) + 128, ...variable(Math.floor(value / 128)));
}
