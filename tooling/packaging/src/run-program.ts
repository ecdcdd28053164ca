import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The result of running a program. */
export interface ProgramOutput {
  /** Whether the exit code was 0. */
  readonly ok: boolean;
  /** stdout, followed by stderr if the program failed. */
  readonly text: string;
}

/** Runs a program until it ends. Failures are returned, not thrown. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, minutes = 5 }: { readonly cwd: string; readonly minutes?: number },
): Promise<ProgramOutput> {
  try {
    const options = { cwd, timeout: minutes * 60_000, maxBuffer: 2 ** 26 };
    const { stdout } = await promisify(execFile)(program, [...args], options);
    return { ok: true, text: stdout.trim() };
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    return { ok: false, text: `${stdout}\n${stderr}`.trim() || message };
  }
}
