import type { Backend } from "@genericdp/core";
import type { Model } from "@genericdp/model";
import { fastestBackend } from "genericdp";
import type { BackendName } from "./backend-option.ts";
import type { TextStream } from "./context.ts";
import { explain } from "./errors.ts";
import { printLine } from "./print.ts";

/** Where a command computes. */
export interface OpenBackend {
  /** As JSON tells it: wasm, webgpu or tfjs-node. */
  readonly name: string;
  /** To be spread into the options of a session; nothing means the library's own choice, WebAssembly. */
  readonly options: { readonly backend?: Backend };
  /** What `auto` chose and why. */
  readonly reason?: string;
  close(): void;
}

/** How to get at a backend, and what it needs beside this program. */
interface Candidate {
  readonly needs: string;
  readonly load: () => Promise<Backend>;
}

export type Candidates = Readonly<Record<"webgpu" | "node", Candidate>>;

/** Loaded only when asked for. */
const CANDIDATES: Candidates = {
  webgpu: {
    needs: "the npm package webgpu beside genericdp, and a GPU",
    load: async () => (await import("@genericdp/backend-webgpu")).webgpu(),
  },
  node: {
    needs: "the npm package @tensorflow/tfjs-node beside genericdp",
    load: async () => (await import("@genericdp/backend-node")).tfjsNode(),
  },
};

/**
 * Makes sure that a backend runs here; with "auto" that of the fastest, by one stage of the model on each.
 *
 * @throws Error naming what to install where the backend asked for cannot run.
 */
export async function openBackend(
  name: BackendName,
  model: Model,
  candidates: Candidates = CANDIDATES,
): Promise<OpenBackend> {
  if (name === "wasm") return { name, options: {}, close: () => undefined };
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

/** The same; says on `stderr` what was chosen and why, where there was a choice. */
export async function openBackendAloud(
  name: BackendName,
  model: Model,
  stderr: TextStream,
): Promise<OpenBackend> {
  const backend = await openBackend(name, model);
  if (backend.reason !== undefined) await printLine(stderr, `genericdp: note: ${backend.reason}`);
  return backend;
}

async function openFastest(model: Model, { webgpu, node }: Candidates): Promise<OpenBackend> {
  const { wasm } = await import("@genericdp/backend-wasm");
  const backends = [wasm(), await webgpu.load(), await node.load()];
  const { backend, reason } = await fastestBackend(backends, { model });
  return { ...opened(backend), reason };
}

function opened(backend: Backend): OpenBackend {
  return { name: backend.name, options: { backend }, close: () => backend.release() };
}
