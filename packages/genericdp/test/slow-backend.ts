import { wasm } from "@genericdp/backend-wasm";
import type { Backend } from "@genericdp/core";

/** The WebAssembly backend of tfjs with the composed stage, tens of times as slow. */
export function slow(): Backend {
  const backend = wasm({ threads: 1 });
  return {
    ...backend,
    name: "slow",
    start: async () => {
      const name = await backend.start!();
      backend.release();
      return name;
    },
  };
}
