import { wasm } from "@genericdp/backend-wasm";
import type { Backend } from "@genericdp/core";

/** tfjs's WebAssembly backend with the stage composed: tens of times as slow. */
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
