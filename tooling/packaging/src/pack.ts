import { stat } from "node:fs/promises";
import type { PublicPackage } from "./public-packages.ts";
import { runProgram } from "./run-program.ts";

/** A package as it would be published. */
export interface Tarball {
  readonly name: string;
  readonly path: string;
  /** Sizes in bytes. */
  readonly packed: number;
  readonly unpacked: number;
  readonly files: readonly string[];
}

/**
 * Packs a package as pnpm publishes it.
 *
 * @throws Error with pnpm's output if that fails.
 */
export async function pack(
  { name, directory }: Pick<PublicPackage, "name" | "directory">,
  folder: string,
): Promise<Tarball> {
  const packing = await runProgram("pnpm", ["pack", "--pack-destination", folder, "--json"], {
    cwd: directory,
  });
  if (!packing.ok) throw new Error(`pack: expected a tarball of ${name}, got ${packing.text}`);
  const { filename: path } = JSON.parse(packing.text) as { filename: string };
  // Mode, owner, size, date, time, name; BSD tar prints more columns in between.
  const { text } = await runProgram("tar", ["-tvzf", path], { cwd: folder });
  const entries = text.split("\n").map((line) => line.trim().split(/\s+/));
  return {
    name,
    path,
    packed: (await stat(path)).size,
    unpacked: entries.reduce((sum, fields) => sum + Number(fields[/^\d+$/.test(fields[1]!) ? 4 : 2]), 0),
    files: entries.map((fields) => fields.at(-1)!.replace(/^package\//, "")).toSorted(),
  };
}
