import { runProgram } from "./run-program.ts";

/** A Node binary to test with; its path is undefined if there is none. */
export interface NodeBinary {
  readonly major: number;
  readonly path?: string;
}

/** Node in several major versions: the running one, and others from npm. */
export async function nodeBinaries(majors: readonly number[], cwd: string): Promise<NodeBinary[]> {
  const binaries: NodeBinary[] = [];
  for (const major of majors) {
    if (process.version.startsWith(`v${major}.`)) binaries.push({ major, path: process.execPath });
    else {
      const args = ["-y", "--prefer-offline", `node@${major}`, "--print", "process.execPath"];
      const { ok, text } = await runProgram("npx", args, { cwd, minutes: 2 });
      binaries.push({ major, ...(ok && { path: text.split("\n").at(-1)! }) });
    }
  }
  return binaries;
}
