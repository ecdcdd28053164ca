import { supportedVariant } from "@genericdp/stage-kernel";
import type { SimdVariant } from "@genericdp/stage-kernel";

/** The variants of the fused kernel that this JavaScript engine supports. */
export function runnableVariants(): readonly SimdVariant[] {
  const best = supportedVariant();
  if (best === undefined) throw new Error("bench: expected an engine with WebAssembly SIMD");
  return best === "relaxed" ? ["simd", "relaxed"] : ["simd"];
}
