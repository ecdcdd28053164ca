const PAGE = 65_536;
const ALIGNMENT = 16;

/** Allocates parts of a WebAssembly memory from the bottom up; `reset` frees them all at once. */
export interface Arena {
  /** Allocates `floats` float32 numbers with undefined content; returns their byte offset. */
  allocate(floats: number): number;
  /** A view of `floats` numbers, valid until the next `allocate`. */
  view(pointer: number, floats: number): Float32Array;
  /** The same, of int32 numbers. */
  integers(pointer: number, length: number): Int32Array;
  reset(): void;
}

/**
 * The first `reserved` bytes are not used.
 *
 * @throws RangeError, from `allocate`, if the memory cannot grow any further.
 */
export function arena(memory: WebAssembly.Memory, reserved = 0): Arena {
  // Address 0 is not used: to the kernel it means "none".
  const bottom = ALIGNMENT + Math.ceil(reserved / ALIGNMENT) * ALIGNMENT;
  let top = bottom;
  return {
    allocate: (floats) => {
      const pointer = top;
      top += Math.ceil((floats * 4) / ALIGNMENT) * ALIGNMENT;
      const missing = Math.ceil((top - memory.buffer.byteLength) / PAGE);
      if (missing > 0) grow(memory, missing);
      return pointer;
    },
    view: (pointer, floats) => new Float32Array(memory.buffer, pointer, floats),
    integers: (pointer, length) => new Int32Array(memory.buffer, pointer, length),
    reset: () => {
      top = bottom;
    },
  };
}

function grow(memory: WebAssembly.Memory, pages: number): void {
  try {
    memory.grow(pages);
  } catch (cause) {
    const wanted = ((memory.buffer.byteLength + pages * PAGE) / 2 ** 20).toFixed(0);
    const message = `wasm: expected room for ${wanted} MiB, got none: the image is too large for one piece`;
    throw new RangeError(message, { cause });
  }
}
