import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor } from "./onnx-file.ts";

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** Name of the result. Default: a generated name. */
  readonly output?: string;
}

/**
 * Collects nodes and constants. Each method returns the name of a value, for use by other nodes. Names follow
 * ONNX: letters, digits and underscores.
 */
export interface GraphBuilder {
  node(operation: string, inputs: readonly string[], options?: NodeOptions): string;
  /** A float32 constant with a unique name. */
  floats(name: string, data: ArrayLike<number>, shape: readonly number[]): string;
  /** A float32 scalar. */
  number(value: number): string;
  /** An integer or a list of integers. */
  integers(data: number | readonly number[], type?: "int32" | "int64"): string;
  /** The collected nodes and constants. */
  parts(): Pick<OnnxGraph, "nodes" | "constants">;
}

/** Creates an empty graph. */
export function graphBuilder(): GraphBuilder {
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  /** Names of small constants by content, so that each is stored once. */
  const names = new Map<string, string>();
  const add = (tensor: OnnxTensor): string => {
    constants.push(tensor);
    return tensor.name;
  };
  const once = (tensor: Omit<OnnxTensor, "name">): string => {
    const key = JSON.stringify(tensor);
    const name = names.get(key) ?? add({ ...tensor, name: `constant_${names.size}` });
    names.set(key, name);
    return name;
  };
  return {
    node: (operation, inputs, { attributes = {}, output = `${operation}_${nodes.length}` } = {}) => {
      nodes.push({ operation, inputs, output, attributes });
      return output;
    },
    floats: (name, data, shape) => add({ name, type: "float32", shape, data }),
    number: (value) => once({ type: "float32", shape: [], data: [value] }),
    integers: (data, type = "int64") => {
      if (typeof data === "number") return once({ type, shape: [], data: [data] });
      return once({ type, shape: [data.length], data });
    },
    parts: () => ({ nodes, constants }),
  };
}
