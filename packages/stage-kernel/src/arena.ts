const PAGE = 65_536;
const ALIGNMENT = 16;

/** Hands out stretches of a WebAssembly memory from the bottom up; `reset` takes them all back at once. */
export interface Arena {
  /** Byte offset of room for `floats` float32 numbers; what they hold is undefined. */
  allocate(floats: number): number;
  /** A view of `floats` numbers, good until the next `allocate`. */
  view(pointer: number, floats: number): Float32Array;
  /** The same, of int32 numbers. */
  integers(pointer: number, length: number): Int32Array;
  reset(): void;
}

/**
 * The first `reserved` bytes are left alone.
 *
 * @throws RangeError, from `allocate`, when the memory cannot grow any further.
 */
export function arena(memory: WebAssembly.Memory, reserved = 0): Arena {
  // Address 0 stays free: the kernel reads it as "none".
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
