/** A stream that a command prints to. */
interface TextStream {
  write(text: string, done: () => void): boolean;
}

/** The command line as a function that returns its exit code. */
type Run = (
  args: readonly string[],
  context: { stdout: TextStream; stderr: TextStream; folder: string; signal: AbortSignal },
) => Promise<number>;

// The cli package is a program and exports nothing, so it is imported by path.
const source = new URL("../../../apps/cli/src/run.ts", import.meta.url);
const { run } = (await import(source.href)) as { readonly run: Run };

export interface Outcome {
  readonly code: number;
  readonly stderr: string;
}

/** Runs a command line in this process, for at most `seconds`. */
export async function runCommandLine(
  args: readonly string[],
  folder: string,
  seconds: number,
): Promise<Outcome> {
  let stderr = "";
  const stream = (note: (text: string) => void): TextStream => ({
    write: (text, done) => {
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
