import type { Program } from "./programs.ts";

/** What is possible on this machine. */
export interface Machine {
  /** Why nothing can be installed here; undefined if apt-get is available. */
  readonly refusal: string | undefined;
  /** Runs apt-get. Returns false if it fails. */
  readonly aptGet: (args: readonly string[]) => boolean;
  readonly say: (line: string) => void;
}

/** Installs missing programs, and prints which tests are skipped without them. */
export function installPrograms(programs: readonly Program[], { refusal, aptGet, say }: Machine): void {
  const missing = programs.filter(({ found }) => !found());
  if (missing.length === 0) return;
  if (refusal !== undefined) {
    for (const { name } of missing) say(`${name}: not found, tests that need it are skipped (${refusal})`);
    return;
  }
  say(`Installing with apt-get: ${missing.flatMap(({ packages }) => packages).join(" ")}`);
  aptGet(["update", "-qq"]);
  for (const { name, packages, found } of missing) {
    // One at a time, so that an unavailable package does not block the others.
    const installed = aptGet(["install", "-y", "-qq", "--no-install-recommends", ...packages]);
    if (!installed || !found()) say(`${name}: could not be installed, tests that need it are skipped`);
  }
}
