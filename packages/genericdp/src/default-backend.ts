// For browsers; in Node the package's imports name the file beside this one.
export { wasm as defaultKindOfBackend } from "@genericdp/backend-wasm";
