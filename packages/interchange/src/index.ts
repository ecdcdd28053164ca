export { exportNpz } from "./export-npz.ts";
export { exportOnnx } from "./export-onnx.ts";
export { graphBuilder } from "./graph-builder.ts";
export type { GraphBuilder, NodeOptions } from "./graph-builder.ts";
export { onnxFile } from "./onnx-file.ts";
export type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from "./onnx-file.ts";
