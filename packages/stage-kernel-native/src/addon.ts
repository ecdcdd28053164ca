import { createRequire } from "node:module";
import { platformPackage } from "./platform.ts";

/** A kernel with its own threads; opaque outside the addon. */
export type NativeKernel = object;

/** The exports of native/addon.cpp. */
export interface Addon {
  /** Variants of this build that run on this processor, the fastest first. */
  variants(): NativeVariant[];
  start(variant: NativeVariant, threads: number): NativeKernel;
  release(kernel: NativeKernel): void;
  /** Runs a stage, or a gain map, packed by src/pack.ts. */
  forward(
    kernel: NativeKernel,
    numbers: Float64Array,
    arrays: readonly Float32Array[],
    out: Float32Array,
  ): void;
  /** Fills `gradients`, shaped like `arrays`, with the gradients of ⟨dy, out⟩. */
  gradient(
    kernel: NativeKernel,
    numbers: Float64Array,
    arrays: readonly Float32Array[],
    dy: Float32Array,
    gradients: readonly Float32Array[],
  ): void;
}

/** The instruction set of the kernel. */
export type NativeVariant = "avx512" | "avx2" | "sse4" | "neon";

/** No addon could be loaded; `cause` is the error of the last attempt. */
export class NativeKernelUnavailable extends Error {
  override readonly name = "NativeKernelUnavailable";
}

/** In a checkout, `pnpm build` compiles it; elsewhere it comes in the package of the platform. */
const PLACES = ["../build/stage-kernel.node", platformPackage()];

let loaded: Addon | undefined;

/** @throws NativeKernelUnavailable if there is none for this platform. */
export function loadAddon(): Addon {
  if (loaded !== undefined) return loaded;
  const require = createRequire(import.meta.url);
  let cause: unknown;
  for (const place of PLACES) {
    try {
      loaded = require(place) as Addon;
      return loaded;
    } catch (error) {
      cause = error;
    }
  }
  throw new NativeKernelUnavailable(
    `stageKernelNative: expected a kernel compiled for ${process.platform}-${process.arch}, found none ` +
      "(in a checkout, pnpm build compiles it where there is a C++ compiler; " +
      `a release brings it as ${platformPackage()})`,
    { cause },
  );
}
