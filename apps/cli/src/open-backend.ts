import type { Backend } from "@genericdp/core";
import type { Model } from "@genericdp/model";
import { fastestBackend } from "genericdp";
import type { BackendName } from "./backend-option.ts";
import type { BackendChoice } from "./parse-backend.ts";
import type { TextStream } from "./context.ts";
import { explain } from "./errors.ts";
import { printLine } from "./print.ts";

/** Where a command computes. */
export interface OpenBackend {
  /** Its name in JSON: native, wasm, webgpu or tfjs-node. */
  readonly backend: Backend;
  /** The choice of `auto` and its reason. */
  readonly reason?: string;
  close(): void;
}

/** How to load a backend, and what must be installed for it. */
interface Candidate {
  readonly needs: string;
  readonly load: () => Promise<Backend>;
}

export type Candidates = Readonly<Record<Exclude<BackendName, "auto">, Candidate>>;

/** Loaded only on demand. */
const CANDIDATES: Candidates = {
  native: {
    needs: "genericdp where there is a kernel for this processor, or use --backend wasm",
    load: async () => (await import("@genericdp/backend-node")).native(),
  },
  wasm: {
    needs: "a later version of Node",
    load: async () => (await import("@genericdp/backend-wasm")).wasm(),
  },
  webgpu: {
    needs: "the npm package webgpu next to genericdp, and a GPU",
    load: async () => (await import("@genericdp/backend-webgpu")).webgpu(),
  },
  node: {
    needs: "the npm package @tensorflow/tfjs-node next to genericdp",
    load: async () => (await import("@genericdp/backend-node")).tfjsNode(),
  },
};

/**
 * Checks that a backend runs here; "auto" chooses the fastest one by timing one stage of the model on each.
 *
 * @throws Error naming what to install if the requested backend cannot run.
 */
export async function openBackend(
  name: BackendName,
  model: Model | undefined,
  candidates: Candidates = CANDIDATES,
): Promise<OpenBackend> {
  if (name === "auto") return openFastest(model, candidates);
  const { needs, load } = candidates[name];
  const backend = await load();
  try {
    await backend.activate();
  } catch (cause) {
    throw new Error(`cannot compute with --backend ${name} (${explain(cause)}): install ${needs}`, { cause });
  }
  return opened(backend);
}

/**
 * As {@link openBackend}, and reports the choice and its reason on `stderr` if there was a choice or on
 * request.
 */
export async function openReportedBackend(
  { name, verbose }: BackendChoice,
  model: Model | undefined,
  stderr: TextStream,
): Promise<OpenBackend> {
  const found = await openBackend(name, model);
  if (found.reason !== undefined) await printLine(stderr, `genericdp: note: ${found.reason}`);
  if (verbose) await printLine(stderr, `genericdp: computes with ${describeBackend(found.backend)}`);
  return found;
}

/** A description with name, instruction set and threads, if known. */
export function describeBackend({ name, capabilities: { instructions, threads } }: Backend): string {
  const known = [name, instructions, threads === undefined ? undefined : `${threads} thread(s)`];
  return known.filter((part) => part !== undefined).join(", ");
}

async function openFastest(model: Model | undefined, candidates: Candidates): Promise<OpenBackend> {
  const backends = await Promise.all(Object.values(candidates).map(({ load }) => load()));
  const { backend, reason } = await fastestBackend(backends, model === undefined ? {} : { model });
  return { ...opened(backend), reason };
}

function opened(backend: Backend): OpenBackend {
  return { backend, close: () => backend.release() };
}
