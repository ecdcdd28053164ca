import { Option } from "commander";
import { UsageError } from "./errors.ts";

/** What `--backend` takes. */
export const BACKEND_NAMES = ["wasm", "auto", "webgpu", "node"] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** For every command that computes. */
export function backendOption(): Option {
  // Checked by ourselves, like --format.
  return Object.assign(
    new Option(
      "--backend <name>",
      "where to compute: wasm (unless given), webgpu, node, or auto, the fastest",
    ),
    { argChoices: [...BACKEND_NAMES] },
  );
}

/** @throws UsageError unless `text` names a backend; WebAssembly where there is none. */
export function parseBackend(text: string | undefined): BackendName {
  const name = BACKEND_NAMES.find((known) => known === (text ?? "wasm"));
  if (name !== undefined) return name;
  const known = `${BACKEND_NAMES.slice(0, -1).join(", ")} or ${BACKEND_NAMES.at(-1)}`;
  throw new UsageError(`expected --backend to be ${known}, got ${text === "" ? "nothing" : text}`);
}
