import { nodeBackend } from "@genericdp/backend-node";
import { Option } from "commander";
import type { Command } from "commander";
import { UsageError } from "./errors.ts";

/** What `--backend` takes. */
export const BACKEND_NAMES = ["native", "wasm", "webgpu", "node", "auto"] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** What the options give a command that computes. */
export interface BackendFlags {
  readonly backend?: string;
  readonly verbose?: boolean;
}

/** Where to compute, and whether to say so. */
export interface BackendChoice {
  readonly name: BackendName;
  readonly verbose: boolean;
}

/** Gives a command that computes its options. */
export function computing(command: Command): Command {
  // Checked by ourselves, like --format.
  const where = Object.assign(
    new Option(
      "--backend <name>",
      "where to compute: native (or wasm where there is no kernel), wasm, webgpu, node, or auto, the fastest",
    ),
    { argChoices: [...BACKEND_NAMES] },
  );
  return command
    .addOption(where)
    .option("--verbose", "say on stderr what computes: kernel, instructions, threads");
}

/**
 * A backend by its name; without one the library's own choice.
 *
 * @throws UsageError unless `backend` names one.
 */
export function parseBackend({
  backend: text = nodeBackend().name,
  verbose = false,
}: BackendFlags): BackendChoice {
  const name = BACKEND_NAMES.find((known) => known === text);
  if (name !== undefined) return { name, verbose };
  const known = `${BACKEND_NAMES.slice(0, -1).join(", ")} or ${BACKEND_NAMES.at(-1)}`;
  throw new UsageError(`expected --backend to be ${known}, got ${text === "" ? "nothing" : text}`);
}
