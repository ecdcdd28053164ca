/*
 * The command line as a function. It is no public module of its package, which is a program; its tests and
 * this one call it where it is.
 */
import { run } from "../../../apps/cli/src/run.ts";

export interface Outcome {
  readonly code: number;
  readonly stderr: string;
}

/** Runs a command line within this process, for at most `seconds`. */
export async function runCommandLine(
  args: readonly string[],
  folder: string,
  seconds: number,
): Promise<Outcome> {
  let stderr = "";
  const stream = (note: (text: string) => void) => ({
    write: (text: string, done: () => void) => {
      note(text);
      done();
      return true;
    },
  });
  const code = await run(args, {
    stdout: stream(() => undefined),
    stderr: stream((text) => {
      stderr += text;
    }),
    folder,
    signal: AbortSignal.timeout(1000 * seconds),
  });
  return { code, stderr };
}
