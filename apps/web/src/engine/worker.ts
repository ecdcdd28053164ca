// One worker file for both pages, so that the model is loaded only once.
import { wasm } from "@genericdp/backend-wasm";
import { webgpu } from "@genericdp/backend-webgpu";
import type { Backend } from "@genericdp/core";
import { serveRestorer } from "genericdp/worker-server";
import { draftDegradations } from "./draft-degradations.ts";
import { serveStudy } from "../study/serve-study.ts";

/** Backends by the name of the worker, for pages that ask for one. Otherwise the fastest is used. */
const BACKENDS: Readonly<Record<string, () => readonly Backend[]>> = {
  wasm: () => [wasm()],
  webgpu: () => [webgpu()],
};

const { name = "" } = globalThis as { readonly name?: string };
const choose = BACKENDS[name] ?? ((): readonly Backend[] => [webgpu(), wasm()]);
serveRestorer(globalThis, { backend: choose(), degradations: draftDegradations });
serveStudy(globalThis);
