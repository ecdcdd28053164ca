import type { Program } from "./programs.ts";

/** What the machine lets us do. */
export interface Machine {
  /** Why nothing can be installed here; undefined where apt-get can. */
  readonly refusal: string | undefined;
  /** Runs apt-get; false where it fails. */
  readonly aptGet: (args: readonly string[]) => boolean;
  readonly say: (line: string) => void;
}

/** Installs the programs that are missing, and says which tests are skipped without them. */
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
    // One by one: a package that cannot be had does not keep the others away.
    const installed = aptGet(["install", "-y", "-qq", "--no-install-recommends", ...packages]);
    if (!installed || !found()) say(`${name}: could not be installed, tests that need it are skipped`);
  }
}
