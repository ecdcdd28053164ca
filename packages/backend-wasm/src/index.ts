export { startTfjsWasm } from "./tfjs-binary.ts";
export { wasm } from "./wasm.ts";
export type { WasmOptions } from "./wasm.ts";
