// For browsers. In Node, the imports of the package select the other file.
export { wasm as defaultKindOfBackend } from "@genericdp/backend-wasm";
