import { explainSystemError } from "@genericdp/image/node";

/** The command line is invalid. */
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
  /** 128 plus the number of the signal, as in shells. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("interrupted");
    this.exitCode = exitCode;
  }
}

/** A short description of an error: the code of a system error, otherwise the message. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isOfSystem = "code" in error && /^E[A-Z]/.test(String(error.code));
  return isOfSystem ? explainSystemError(error)[1] : error.message;
}
