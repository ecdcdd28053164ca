import { decodeBase64 } from "@genericdp/core/base64";
import {
  STAGE_WASM_RELAXED,
  STAGE_WASM_RELAXED_SHARED,
  STAGE_WASM_SIMD,
  STAGE_WASM_SIMD_SHARED,
} from "./generated/stage-wasm.ts";

/** The exports of assembly/index.ts; every pointer, and every record, is a byte offset into `memory`. */
export interface StageModule {
  readonly memory: WebAssembly.Memory;
  padMean(
    from: number,
    height: number,
    width: number,
    block: number,
    first: number,
    rows: number,
    border: number,
    to: number,
    stride: number,
  ): void;
  padGains(
    from: number,
    height: number,
    width: number,
    block: number,
    first: number,
    rows: number,
    border: number,
    gains: number,
    inverses: number,
    stride: number,
  ): void;
  padZeros(from: number, to: number, height: number, width: number, border: number, stride: number): void;
  foldSymmetric(
    from: number,
    to: number,
    height: number,
    width: number,
    border: number,
    stride: number,
  ): void;
  blockSum(from: number, to: number, height: number, width: number, size: number, mean: number): void;
  subtractReplicated(
    from: number,
    stride: number,
    to: number,
    rows: number,
    width: number,
    block: number,
    mean: number,
    weight: number,
  ): void;
  runStage(stage: number, workspace: number): void;
  diffuse(scale: number, height: number, workspace: number, varying: number): void;
  diffuseGradient(
    scale: number,
    workspace: number,
    varying: number,
    e: number,
    backFilters: number,
    backAdjointFilters: number,
    dTable: number,
    dGains: number,
    g: number,
    sums: number,
    backSums: number,
  ): void;
}

/** The instruction set that the kernel is compiled for. */
export type SimdVariant = "simd" | "relaxed";

const BINARIES: Readonly<Record<SimdVariant, { readonly own: string; readonly shared: string }>> = {
  simd: { own: STAGE_WASM_SIMD, shared: STAGE_WASM_SIMD_SHARED },
  relaxed: { own: STAGE_WASM_RELAXED, shared: STAGE_WASM_RELAXED_SHARED },
};

/** The fastest instructions that this engine supports; undefined if it has no SIMD. */
export function supportedVariant(): SimdVariant | undefined {
  return (["relaxed", "simd"] as const).find(isSupported);
}

/** Whether this engine supports the instructions of a variant. */
export function isSupported(variant: SimdVariant): boolean {
  return typeof WebAssembly === "object" && WebAssembly.validate(binary(variant));
}

/** Creates an instance with its own memory. */
export async function instantiateStageModule(variant: SimdVariant): Promise<StageModule> {
  const { instance } = await WebAssembly.instantiate(binary(variant), {});
  // Only here and below do the exports of the module get their types.
  return instance.exports as WebAssembly.Exports & StageModule;
}

/** Additional exports of assembly/shared.ts, for threads that share the memory. */
export interface SharedExports {
  publish(control: number, stage: number, workspaces: number): void;
  workOn(control: number, thread: number): void;
  awaitStage(control: number, maySleep: number): void;
  finishAbandoned(control: number, threads: number): void;
}

export interface SharedStageModule extends StageModule, SharedExports {
  /** The module that other threads instantiate with the same memory. */
  readonly compiled: WebAssembly.Module;
}

/** Creates an instance whose memory can be shared with other threads; undefined if that is not possible. */
export async function instantiateSharedModule(variant: SimdVariant): Promise<SharedStageModule | undefined> {
  const bytes = binary(variant, "shared");
  const memory = sharedMemory();
  if (memory === undefined || !WebAssembly.validate(bytes)) return undefined;
  const compiled = await WebAssembly.compile(bytes);
  const instance = await WebAssembly.instantiate(compiled, { env: { memory } });
  return { ...(instance.exports as WebAssembly.Exports & StageModule & SharedExports), memory, compiled };
}

/** The engine reserves the addresses immediately, so some do not grant all that WebAssembly can address. */
function sharedMemory(): WebAssembly.Memory | undefined {
  for (let maximum = 65_536; maximum >= 4096; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
    } catch {
      // A smaller one may be possible.
    }
  }
  return undefined;
}

function binary(variant: SimdVariant, memory: "own" | "shared" = "own"): Uint8Array<ArrayBuffer> {
  return decodeBase64(BINARIES[variant][memory]);
}
