import { PbfWriter } from "pbf";

/*
 * ONNX is a protocol buffer: the numbers below are the field numbers in onnx.proto3 of the ONNX project
 * (https://onnx.ai/onnx/repo-docs/IR.html).
 */
/** Codes of the element types. */
export const ELEMENT_TYPE = { float32: 1, int32: 6, int64: 7 } as const;
const ATTRIBUTE_TYPE = { integer: 2, text: 3, integers: 7 } as const;
/** Every ONNX Runtime since 1.7 can read operator set 13 and this version of the format. */
const [FORMAT_VERSION, OPERATOR_SET] = [7, 13];

/** A constant of the graph. */
export interface OnnxTensor {
  readonly name: string;
  readonly type: keyof typeof ELEMENT_TYPE;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export interface OnnxNode {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** Numbers must be integers. */
export type OnnxAttribute = number | string | readonly number[];

/** A float32 input or output of the graph. */
export interface OnnxValue {
  readonly name: string;
  /** Each side is a number, or a name if only the caller knows it. */
  readonly shape: readonly (number | string)[];
  readonly description?: string;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Texts that programs display with the model. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Encodes a graph as an ONNX file of operator set 13. */
export function onnxFile(graph: OnnxGraph): Uint8Array<ArrayBuffer> {
  const file = new PbfWriter();
  file.writeVarintField(1, FORMAT_VERSION);
  file.writeStringField(2, "genericdp");
  file.writeMessage(7, writeGraph, graph);
  file.writeMessage(8, (version, to) => to.writeVarintField(2, version), OPERATOR_SET);
  for (const entry of Object.entries(graph.metadata ?? {})) file.writeMessage(14, writeEntry, entry);
  return Uint8Array.from(file.finish());
}

function writeGraph({ name, nodes, constants, inputs, outputs }: OnnxGraph, to: PbfWriter): void {
  for (const node of nodes) to.writeMessage(1, writeNode, node);
  to.writeStringField(2, name);
  for (const tensor of constants) to.writeMessage(5, writeTensor, tensor);
  for (const value of inputs) to.writeMessage(11, writeValue, value);
  for (const value of outputs) to.writeMessage(12, writeValue, value);
}

function writeNode({ operation, inputs, output, attributes = {} }: OnnxNode, to: PbfWriter): void {
  for (const name of inputs) to.writeStringField(1, name);
  to.writeStringField(2, output);
  to.writeStringField(3, output);
  to.writeStringField(4, operation);
  for (const attribute of Object.entries(attributes)) to.writeMessage(5, writeAttribute, attribute);
}

function writeAttribute([name, value]: readonly [string, OnnxAttribute], to: PbfWriter): void {
  to.writeStringField(1, name);
  if (typeof value === "number") {
    to.writeVarintField(3, value);
    to.writeVarintField(20, ATTRIBUTE_TYPE.integer);
  } else if (typeof value === "string") {
    to.writeStringField(4, value);
    to.writeVarintField(20, ATTRIBUTE_TYPE.text);
  } else {
    for (const number of value) to.writeVarintField(8, number);
    to.writeVarintField(20, ATTRIBUTE_TYPE.integers);
  }
}

function writeTensor({ name, type, shape, data }: OnnxTensor, to: PbfWriter): void {
  for (const side of shape) to.writeVarintField(1, side);
  to.writeVarintField(2, ELEMENT_TYPE[type]);
  const numbers = Array.from(data);
  if (type === "float32") to.writePackedFloat(4, numbers);
  else to.writePackedVarint(type === "int32" ? 5 : 7, numbers);
  to.writeStringField(8, name);
}

function writeValue({ name, shape, description }: OnnxValue, to: PbfWriter): void {
  to.writeStringField(1, name);
  to.writeMessage(2, (sides, type) => type.writeMessage(1, writeTensorType, sides), shape);
  if (description !== undefined) to.writeStringField(3, description);
}

function writeTensorType(shape: OnnxValue["shape"], to: PbfWriter): void {
  to.writeVarintField(1, ELEMENT_TYPE.float32);
  const writeSide = (side: number | string, dimension: PbfWriter): void =>
    typeof side === "number" ? dimension.writeVarintField(1, side) : dimension.writeStringField(2, side);
  to.writeMessage(2, (sides, all) => sides.forEach((side) => all.writeMessage(1, writeSide, side)), shape);
}

function writeEntry([key, value]: readonly [string, string], to: PbfWriter): void {
  to.writeStringField(1, key);
  to.writeStringField(2, value);
}
