import type { Context, TextStream } from "./context.ts";
import { UsageError } from "./errors.ts";
import { print } from "./print.ts";

/**
 * All bytes of the standard input.
 *
 * @throws Error if there are none.
 */
export async function readStdin({ stdin, signal }: Context): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin ?? []) {
    signal.throwIfAborted();
    chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  }
  const bytes = new Uint8Array(Buffer.concat(chunks));
  if (bytes.length === 0) throw new Error("cannot read standard input: it is empty");
  return bytes;
}

/** @throws UsageError if standard output is a terminal, which cannot show a picture. */
export function checkStdout({ isTTY }: TextStream): void {
  if (isTTY !== true) return;
  throw new UsageError("expected the standard output to be a file or a program, got a terminal: add > FILE");
}

/** @throws Error if the reader has closed the stream. */
export async function writeStdout(stdout: TextStream, bytes: Uint8Array): Promise<void> {
  await print(stdout, bytes);
}
