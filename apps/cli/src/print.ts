import type { TextStream } from "./context.ts";
import { explain } from "./errors.ts";

/** Prints a line. */
export function printLine(stream: TextStream, line: string): Promise<void> {
  return print(stream, `${line}\n`);
}

/** Prints one JSON object on a separate line. */
export function printJson(stream: TextStream, value: object): Promise<void> {
  return print(stream, `${JSON.stringify(value)}\n`);
}

/** @throws Error, as a rejection, if the reader has closed the stream. */
export function print(stream: TextStream, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(new Error(`cannot write the output: ${explain(error)}`, { cause: error }));
      else resolve();
    });
  });
}

/** File names and messages may contain anything, even control sequences. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ").replaceAll(/\p{Cc}/gu, "?");
}
