import { STAGE_WASM_RELAXED, STAGE_WASM_SIMD } from "./generated/stage-wasm.ts";

/** What assembly/index.ts exports; every pointer is a byte offset into `memory`. */
export interface StageModule {
  readonly memory: WebAssembly.Memory;
  padSymmetric(from: number, to: number, height: number, width: number, border: number, stride: number): void;
  foldSymmetric(from: number, to: number, height: number, width: number, border: number, stride: number): void;
  padZeros(from: number, to: number, height: number, width: number, border: number, stride: number): void;
  blockSum(from: number, to: number, height: number, width: number, size: number, mean: number): void;
  subtractReplicated(
    from: number, stride: number, to: number, height: number, width: number, size: number, mean: number,
  ): void;
  react(x: number, f: number, to: number, weight: number, length: number): void;
  diffuse(
    padded: number, out: number, height: number, width: number, stride: number,
    size: number, count: number, filters: number, adjointFilters: number,
    table: number, tableStride: number, placeScale: number, placeOffset: number, last: number, inverseGain: number,
    z: number, taps: number,
  ): void;
  diffuseGradient(
    padded: number, e: number, out: number, height: number, width: number, stride: number,
    size: number, count: number, filters: number, adjointFilters: number,
    table: number, dTable: number, tableStride: number,
    placeScale: number, placeOffset: number, last: number, inverseGain: number, slopeScale: number,
    z: number, g: number, taps: number, sums: number, tapStride: number,
  ): number;
}

/** Which instructions the kernel is compiled to. */
export type SimdVariant = "simd" | "relaxed";

/** The fastest variant that this engine runs; undefined where it has no SIMD at all. */
export function supportedVariant(): SimdVariant | undefined {
  if (typeof WebAssembly !== "object") return undefined;
  if (WebAssembly.validate(decodeBase64(STAGE_WASM_RELAXED))) return "relaxed";
  if (WebAssembly.validate(decodeBase64(STAGE_WASM_SIMD))) return "simd";
  return undefined;
}

/** A fresh instance with a memory of its own. */
export async function instantiateStageModule(variant: SimdVariant): Promise<StageModule> {
  const bytes = decodeBase64(variant === "relaxed" ? STAGE_WASM_RELAXED : STAGE_WASM_SIMD);
  const { instance } = await WebAssembly.instantiate(bytes, {});
  // The only place where the module's exports get their types.
  return instance.exports as WebAssembly.Exports & StageModule;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
