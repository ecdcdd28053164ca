import { nodeBackend } from "@genericdp/backend-node";
import { BACKEND_NAMES } from "./backend-option.ts";
import type { BackendName } from "./backend-option.ts";
import { UsageError } from "./errors.ts";

/** Values of the options of a command that computes. */
export interface BackendFlags {
  readonly backend?: string;
  readonly verbose?: boolean;
}

/** The backend to use, and whether to report it. */
export interface BackendChoice {
  readonly name: BackendName;
  readonly verbose: boolean;
}

/**
 * The backend named by the options. Default: chosen by the library.
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
