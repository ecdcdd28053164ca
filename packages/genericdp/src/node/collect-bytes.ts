/** A stream of bytes, of Node or of the web. */
export type ByteStream = AsyncIterable<Uint8Array> | WebStream;

interface WebStream {
  getReader(): WebReader;
}

interface WebReader {
  read(): Promise<{ readonly done: boolean; readonly value?: unknown }>;
  cancel(reason?: unknown): Promise<void>;
}

/** How a stream is read, and closed before its end. */
interface Hands {
  next(): Promise<{ readonly done?: boolean; readonly value?: unknown }>;
  close(reason: unknown): void;
}

/**
 * The bytes of a stream, which is closed if there is an error or the signal is aborted, even if it is idle.
 *
 * @param tooLong makes the error for a stream of more than `most` bytes.
 * @throws TypeError if it is not a stream of bytes; otherwise the error of the stream.
 */
export async function collectBytes(
  stream: ByteStream,
  { most, tooLong, signal }: { most: number; tooLong: () => Error; signal: AbortSignal | undefined },
): Promise<Uint8Array> {
  const { next, close } = handsOf(stream);
  const abort = (): void => close(signal?.reason);
  signal?.addEventListener("abort", abort);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done = false, value } = await next();
      if (done) return Buffer.concat(chunks, length);
      if (!(value instanceof Uint8Array)) {
        throw new TypeError(`image: expected a stream of bytes, got one of ${typeof value}`);
      }
      chunks.push(value);
      length += value.length;
      if (length > most) throw tooLong();
    }
  } catch (error) {
    close(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function handsOf(stream: ByteStream): Hands {
  if ("getReader" in stream) {
    const reader = stream.getReader();
    return {
      next: () => reader.read(),
      close: (reason) => void reader.cancel(reason).catch(() => undefined),
    };
  }
  const iterator = stream[Symbol.asyncIterator]();
  const { destroy } = stream as { destroy?: () => void };
  return {
    next: () => iterator.next(),
    // A stream of Node ends at once; an iterator would wait for what comes next.
    close: () => (destroy === undefined ? void iterator.return?.() : destroy.call(stream)),
  };
}
