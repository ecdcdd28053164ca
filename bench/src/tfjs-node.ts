import { createRequire } from "node:module";
import { resolve } from "node:path";
import { findBackend } from "@tensorflow/tfjs-core";
import type { KernelBackend } from "@tensorflow/tfjs-core";

/** Not a declared dependency: its installation downloads TensorFlow, and only one benchmark uses it. */
const PACKAGE = "@tensorflow/tfjs-node";
const require = createRequire(import.meta.url);

/** The path of tfjs-node: the folder GENERICDP_TFJS_NODE, or the installed package, or undefined. */
export function findTfjsNode(): string | undefined {
  const folder = process.env["GENERICDP_TFJS_NODE"];
  if (folder !== undefined) return resolve(folder);
  try {
    return require.resolve(PACKAGE);
  } catch {
    return undefined;
  }
}

/**
 * Loads tfjs-node and returns the version of its TensorFlow. It has its own copy of tfjs-core, but all copies
 * share one engine.
 */
export function loadTfjsNode(): string {
  require(findTfjsNode() ?? PACKAGE);
  const { binding } = findBackend("tensorflow") as KernelBackend & { binding: { TF_Version: string } };
  return binding.TF_Version;
}
