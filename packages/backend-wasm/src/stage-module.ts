import { STAGE_WASM_RELAXED, STAGE_WASM_SIMD } from "./generated/stage-wasm.ts";

/** What assembly/index.ts exports; every pointer is a byte offset into `memory`. */
export interface StageModule {
  readonly memory: WebAssembly.Memory;
  padSymmetric(from: number, to: number, height: number, width: number, border: number, stride: number): void;
  foldSymmetric(
    from: number,
    to: number,
    height: number,
    width: number,
    border: number,
    stride: number,
  ): void;
  padZeros(from: number, to: number, height: number, width: number, border: number, stride: number): void;
  blockSum(from: number, to: number, height: number, width: number, size: number, mean: number): void;
  subtractReplicated(
    from: number,
    stride: number,
    to: number,
    height: number,
    width: number,
    size: number,
    mean: number,
    weight: number,
  ): void;
  spreadGain(
    from: number,
    gains: number,
    inverses: number,
    height: number,
    width: number,
    border: number,
    stride: number,
  ): void;
  react(x: number, f: number, to: number, weight: number, length: number): void;
  diffuse(
    padded: number,
    out: number,
    height: number,
    width: number,
    stride: number,
    size: number,
    count: number,
    offsets: number,
    filters: number,
    adjointFilters: number,
    table: number,
    pieces: number,
    lookup: number,
    gains: number,
    inverses: number,
    gainStride: number,
    z: number,
  ): void;
  diffuseGradient(
    padded: number,
    e: number,
    out: number,
    height: number,
    width: number,
    stride: number,
    size: number,
    count: number,
    offsets: number,
    filters: number,
    backFilters: number,
    backAdjointFilters: number,
    table: number,
    dTable: number,
    pieces: number,
    lookup: number,
    gains: number,
    inverses: number,
    dGains: number,
    gainStride: number,
    z: number,
    g: number,
    sums: number,
    backSums: number,
  ): void;
}

/** Which instructions the kernel is compiled to. */
export type SimdVariant = "simd" | "relaxed";

/** The fastest variant that this engine runs; undefined where it has no SIMD at all. */
export function supportedVariant(): SimdVariant | undefined {
  return (["relaxed", "simd"] as const).find(isSupported);
}

/** Whether this engine knows a variant's instructions. */
export function isSupported(variant: SimdVariant): boolean {
  return typeof WebAssembly === "object" && WebAssembly.validate(binary(variant));
}

/** A fresh instance with a memory of its own. */
export async function instantiateStageModule(variant: SimdVariant): Promise<StageModule> {
  const { instance } = await WebAssembly.instantiate(binary(variant), {});
  // The only place where the module's exports get their types.
  return instance.exports as WebAssembly.Exports & StageModule;
}

function binary(variant: SimdVariant): Uint8Array<ArrayBuffer> {
  const base64 = variant === "relaxed" ? STAGE_WASM_RELAXED : STAGE_WASM_SIMD;
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
