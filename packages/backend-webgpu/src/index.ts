export { GpuError } from "./gpu-error.ts";
export type { GpuErrorReason } from "./gpu-error.ts";
export { webgpu } from "./webgpu.ts";
export type { WebgpuOptions } from "./webgpu.ts";
