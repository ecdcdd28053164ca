import { Option } from "commander";
import type { Command } from "commander";

/** The values of `--backend`. */
export const BACKEND_NAMES = ["native", "wasm", "webgpu", "node", "auto"] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** Adds the options of a command that computes. */
export function computing(command: Command): Command {
  // Checked by our own code, like --format.
  const where = Object.assign(
    new Option(
      "--backend <name>",
      "where to compute: native, wasm, webgpu, node or auto (default: native if possible, else wasm)",
    ),
    { argChoices: [...BACKEND_NAMES] },
  );
  return command.addOption(where).option("--verbose", "report kernel, instruction set and threads on stderr");
}
