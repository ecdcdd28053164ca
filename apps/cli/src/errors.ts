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

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  ENOTDIR: "a part of the path is no folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EPIPE: "whoever read it has gone",
};

/** What went wrong, in a few words: the system's errors by their code, others as they are. */
export function explain(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return SYSTEM_ERRORS[code] ?? (error instanceof Error ? error.message : String(error));
}
