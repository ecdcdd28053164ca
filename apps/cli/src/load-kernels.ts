import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { BlurKernel } from "genericdp";
import { listImages } from "./gray-folder.ts";
import { loadKernel } from "./load-kernel.ts";

export interface NamedKernel {
  readonly name: string;
  readonly kernel: BlurKernel;
}

/**
 * All kernels in a folder of images and `.npy` files, by name. If `text` is not a folder, the single kernel
 * of {@link loadKernel}.
 */
export async function loadKernels(folder: string, text: string): Promise<NamedKernel[]> {
  const path = resolve(folder, text);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [{ name: text, kernel: await loadKernel(folder, text) }];
  const kernels: NamedKernel[] = [];
  for (const name of await listImages(path)) {
    kernels.push({ name, kernel: await loadKernel(path, join(path, name)) });
  }
  return kernels;
}
