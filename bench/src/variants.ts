import { supportedVariant } from "@genericdp/backend-wasm";
import type { SimdVariant } from "@genericdp/backend-wasm";

/** The variants of the fused kernel that this engine runs. */
export function runnableVariants(): readonly SimdVariant[] {
  const best = supportedVariant();
  if (best === undefined) throw new Error("bench: expected an engine with WebAssembly SIMD");
  return best === "relaxed" ? ["simd", "relaxed"] : ["simd"];
}
