// One file for both, so that the model is loaded once for all pages.
import { wasm } from "@genericdp/backend-wasm";
import { webgpu } from "@genericdp/backend-webgpu";
import type { Backend } from "@genericdp/core";
import { serveRestorer } from "genericdp/worker-server";
import { serveStudy } from "../study/serve-study.ts";

/** By the name that the page gave the worker: the fastest, unless the page was asked for another. */
const BACKENDS: Readonly<Record<string, () => readonly Backend[]>> = {
  wasm: () => [wasm()],
  webgpu: () => [webgpu()],
};

const { name = "" } = globalThis as { readonly name?: string };
const choose = BACKENDS[name] ?? ((): readonly Backend[] => [webgpu(), wasm()]);
serveRestorer(globalThis, { backend: choose() });
serveStudy(globalThis);
