import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../run-command.ts";

/** The rows of Table 1 that have a recipe. */
export const TRAINED_ROWS = ["m25-2000", "m25-4000", "m15", "m50", "m50-without-reaction"] as const;

/** Minutes per recipe on two cores. */
const MINUTES_EACH = 8;

export function modelFile(out: string, name: string): string {
  return join(out, "models", `${name}.genericdp`);
}

/** Trains the missing models of Table 1. An interrupted training continues in the next run. */
export async function trainModels(
  out: string,
  data: string,
  progress: { write(text: string): unknown },
): Promise<void> {
  await mkdir(join(out, "models"), { recursive: true });
  const missing = TRAINED_ROWS.filter((name) => !existsSync(modelFile(out, name)));
  for (const [i, name] of missing.entries()) {
    const minutes = MINUTES_EACH * (missing.length - i);
    progress.write(
      `training ${name}, ${i + 1} of ${missing.length}: about ${minutes} minutes for the rest\n`,
    );
    const recipe = fileURLToPath(new URL(`../../../../recipes/table1/${name}.json`, import.meta.url));
    const folders = ["train", "validation"].map((part) => join(data, "bsds500", part));
    const images = ["--data", folders[0]!, "--validation", folders[1]!];
    await runCommand(["train", "--recipe", recipe, ...images, "--out", modelFile(out, name)], "terminal");
  }
}
