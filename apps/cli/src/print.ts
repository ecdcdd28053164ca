import type { TextStream } from "./context.ts";
import { explain } from "./errors.ts";

/** Prints a line. */
export function printLine(stream: TextStream, line: string): Promise<void> {
  return print(stream, `${line}\n`);
}

/** Prints one JSON object on a line of its own. */
export function printJson(stream: TextStream, value: object): Promise<void> {
  return print(stream, `${JSON.stringify(value)}\n`);
}

/** @throws Error, by rejection, where nobody reads any more. */
export function print(stream: TextStream, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(new Error(`cannot write the output: ${explain(error)}`, { cause: error }));
      else resolve();
    });
  });
}

/** File names and messages may hold anything, even what moves the cursor. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ").replaceAll(/\p{Cc}/gu, "?");
}
