import { maySpawn, processors } from "./spawn-thread.ts";
import { stageKernel } from "./stage-kernel.ts";
import type { StageKernel } from "./stage-kernel.ts";
import {
  instantiateSharedModule,
  instantiateStageModule,
  isSupported,
  supportedVariant,
} from "./stage-module.ts";
import type { SimdVariant } from "./stage-module.ts";
import { controlSize, threadPool } from "./thread-pool.ts";

export interface StartOptions {
  /** Plain SIMD, or relaxed SIMD with fused multiply-add. Default: the fastest that the engine runs. */
  readonly variant?: SimdVariant;
  /**
   * Threads that share the work of a stage, including the caller's. Default: the number of processors. Always
   * 1 if memory cannot be shared, as in a page that is not cross-origin isolated.
   */
  readonly threads?: number;
}

/** A kernel with its own memory and threads. */
export interface RunningStageKernel extends StageKernel {
  /** Ends the threads; the kernel must not be used afterwards. */
  release(): void;
}

/** More threads never helped. */
const MOST_THREADS = 16;

/**
 * The number of threads of a kernel.
 *
 * @throws RangeError unless `threads` is a positive whole number.
 */
export function plannedThreads(threads: number = Math.min(processors(), MOST_THREADS)): number {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`stageKernel: expected a whole number of threads, at least 1, got ${threads}`);
  }
  return maySpawn() ? threads : 1;
}

/**
 * Starts the fused stage on plain arrays. Each kernel is independent of all others.
 *
 * @throws RangeError for an invalid number of threads; Error if the engine does not support WebAssembly SIMD
 *   or the requested variant.
 * @example
 * ```ts
 * import { startStageKernel } from "@genericdp/stage-kernel";
 *
 * const kernel = await startStageKernel({ threads: 2 });
 * kernel.release();
 * ```
 */
export async function startStageKernel({
  variant = supportedVariant(),
  threads,
}: StartOptions = {}): Promise<RunningStageKernel> {
  const planned = plannedThreads(threads);
  if (variant === undefined) {
    throw new Error(
      "stageKernel: expected an engine with WebAssembly SIMD " +
        "(Chrome 91, Firefox 89, Safari 16.4, Node 16.4 or later), got one without",
    );
  }
  if (!isSupported(variant)) {
    throw new Error(
      `stageKernel: expected an engine with ${variant} SIMD, got one without; omit the variant`,
    );
  }
  const shared = planned > 1 ? await instantiateSharedModule(variant) : undefined;
  if (shared === undefined) {
    return { ...stageKernel(await instantiateStageModule(variant)), release: () => undefined };
  }
  const pool = threadPool(shared, planned);
  return {
    ...stageKernel(shared, { runner: pool, reserved: controlSize(planned) }),
    release: pool.release,
  };
}
