import { decodeBase64 } from "@genericdp/core/base64";
import { KERNEL_WASM } from "./generated/kernel-wasm.ts";

/** The exports of assembly/index.ts. Pointers are byte offsets into `memory`. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  scratchBytes(width: number, side: number): number;
  configure(
    height: number,
    width: number,
    side: number,
    radius: number,
    tables: number,
    scratch: number,
  ): void;
  transformRow(plane: number, y: number, coefficients: number): void;
  matchPatches(guide: number, y: number, x: number, most: number, limit: number): number;
  matchedDistances(): number;
  matchedRows(): number;
  matchedColumns(): number;
  thresholdGroup(
    size: number,
    coefficients: number,
    threshold: number,
    numerator: number,
    denominator: number,
  ): void;
  wienerGroup(
    size: number,
    noisy: number,
    basic: number,
    variance: number,
    numerator: number,
    denominator: number,
  ): void;
  mixtureCosts(
    pixels: number,
    table: number,
    count: number,
    first: number,
    margin: number,
    all: number,
  ): void;
  restoreRow(image: number, width: number, y: number, table: number, count: number, sum: number): void;
  addScatter(patches: number, weights: number, count: number, covariance: number): void;
  sparseCodeBytes(atoms: number): number;
  sparseCode(
    patches: number,
    count: number,
    dictionary: number,
    gram: number,
    atoms: number,
    bound: number,
    scratch: number,
    starts: number,
    indices: number,
    coefficients: number,
  ): void;
}

/** A kernel with its own memory, from which blocks are allocated one after the other. */
export interface Kernel extends KernelExports {
  /** Frees all blocks. */
  free(): void;
  /** Allocates a block of zeros, aligned to 16 bytes; returns a pointer. */
  zeros(floats: number): number;
  /** Allocates a block with a copy of `values`, followed by `padding` zeros. */
  put(values: Float32Array, padding?: number): number;
  /** A view of the numbers of a block, valid until the next allocation. */
  view(pointer: number, floats: number): Float32Array;
}

const PAGE = 65_536;
let compiled: WebAssembly.Module | undefined;

/**
 * Creates a kernel. It is compiled synchronously, because a denoiser cannot wait. Engines allow that for up
 * to 4 kB on every thread, and today for much more.
 */
export function startKernel(): Kernel {
  compiled ??= new WebAssembly.Module(decodeBase64(KERNEL_WASM));
  const module = new WebAssembly.Instance(compiled).exports as WebAssembly.Exports & KernelExports;
  const { memory } = module;
  // The module's own data come first and are smaller than a page.
  let end = PAGE;
  const take = (floats: number): number => {
    const pointer = end;
    end += Math.ceil(floats / 4) * 16;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return pointer;
  };
  const view = (pointer: number, floats: number): Float32Array =>
    new Float32Array(memory.buffer, pointer, floats);
  const zeros = (floats: number): number => {
    const pointer = take(floats);
    view(pointer, floats).fill(0);
    return pointer;
  };
  return {
    ...module,
    free: () => {
      end = PAGE;
    },
    zeros,
    put: (values, padding = 0) => {
      const pointer = zeros(values.length + padding);
      view(pointer, values.length).set(values);
      return pointer;
    },
    view,
  };
}
