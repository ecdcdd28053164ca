import { createRequire } from "node:module";
import { resolve } from "node:path";
import { findBackend } from "@tensorflow/tfjs-core";
import type { KernelBackend } from "@tensorflow/tfjs-core";

/** Declared nowhere: its installation downloads TensorFlow, and one benchmark can do without. */
const PACKAGE = "@tensorflow/tfjs-node";
const require = createRequire(import.meta.url);

/** Where tfjs-node is: in the folder GENERICDP_TFJS_NODE, or installed, or nowhere. */
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
 * Loads it and returns the version of the TensorFlow that it stands on. It brings a tfjs-core of its own, but
 * all copies share one engine.
 */
export function loadTfjsNode(): string {
  require(findTfjsNode() ?? PACKAGE);
  const { binding } = findBackend("tensorflow") as KernelBackend & { binding: { TF_Version: string } };
  return binding.TF_Version;
}
