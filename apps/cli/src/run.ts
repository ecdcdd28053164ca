import { CommanderError } from "commander";
import type { Context } from "./context.ts";
import { Interruption, UsageError, explain } from "./errors.ts";
import { oneLine, print, printLine } from "./print.ts";
import { createProgram } from "./program.ts";

/**
 * Runs a command line and returns its exit code: 0, 1 for a failure, 2 for an invalid command line, 130 and
 * similar codes if interrupted. Every failure is reported in one line on stderr.
 */
export async function run(args: readonly string[], context: Context): Promise<number> {
  try {
    await execute(args, context);
    return 0;
  } catch (error) {
    const stopped = context.signal.aborted ? context.signal.reason : error;
    // Without a reader, nothing can be reported.
    await printLine(context.stderr, `genericdp: ${oneLine(describe(stopped))}`).catch(() => undefined);
    if (stopped instanceof Interruption) return stopped.exitCode;
    return stopped instanceof UsageError || stopped instanceof CommanderError ? 2 : 1;
  }
}

async function execute(args: readonly string[], context: Context): Promise<void> {
  let help = "";
  const program = createProgram(context, (text) => {
    help += text;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    // --help and --version are not errors.
    if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
    await print(context.stdout, help);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof CommanderError)) return explain(error);
  if (error.code === "commander.help") return "expected a command, see genericdp --help";
  const message = error.message.replace(/^error: /, "");
  const file = /^unknown option '(-[^']*\.[^']*)'/.exec(message)?.[1];
  return file === undefined ? message : `${message}; a file of that name is written ./${file}`;
}
