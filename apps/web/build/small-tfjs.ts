import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const STAND_IN = fileURLToPath(new URL("../src/engine/tfjs-stand-in.ts", import.meta.url));

/** Puts a stand-in for tfjs's WebAssembly backend. */
export function smallTfjs(): Plugin {
  return {
    name: "small-tfjs",
    enforce: "pre",
    resolveId: (id) => (id === "@tensorflow/tfjs-backend-wasm" ? STAND_IN : undefined),
  };
}
