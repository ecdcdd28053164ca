import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import type { Tarball } from "./pack.ts";
import { runProgram } from "./run-program.ts";

const attw = fileURLToPath(new URL("../node_modules/@arethetypeswrong/cli/dist/index.js", import.meta.url));

/** The findings of publint and "are the types wrong?" in a tarball, one line each. */
export async function checkTarball(tarball: Pick<Tarball, "path">, hasEntries: boolean): Promise<string[]> {
  const bytes = new Uint8Array(await readFile(tarball.path));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  const complaints = messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
  // A program is not imported, so it needs no types.
  if (!hasEntries) return complaints;
  const args = [attw, tarball.path, "--profile", "esm-only", "--format", "ascii", "--no-emoji", "--no-color"];
  const types = await runProgram(process.execPath, args, { cwd: dirname(tarball.path) });
  // It accepts packages without any types.
  const fine = types.ok && !types.text.startsWith("This package does not contain types");
  return fine ? complaints : [...complaints, `attw: ${types.text}`];
}
