import { explainSystemError } from "@genericdp/image/node";

/** The command line asks for something that cannot be meant. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A plugin cannot be used, or fails; the message names it. */
export class PluginError extends Error {
  override readonly name = "PluginError";

  constructor(plugin: string, cause: unknown) {
    super(`plugin ${plugin}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The user stopped the command. */
export class Interruption extends Error {
  override readonly name = "Interruption";
  /** 128 and the number of the signal, as shells have it. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("interrupted");
    this.exitCode = exitCode;
  }
}

/** What went wrong, in a few words: the system's errors by their code, others as they are. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isOfSystem = "code" in error && /^E[A-Z]/.test(String(error.code));
  return isOfSystem ? explainSystemError(error)[1] : error.message;
}
