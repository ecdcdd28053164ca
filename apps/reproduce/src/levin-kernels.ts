import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeNpy } from "@genericdp/image";
import type { BlurKernel } from "@genericdp/operators";

interface KernelTable {
  readonly kernels: readonly {
    readonly index: number;
    readonly shape: readonly [number, number];
    readonly values: readonly (readonly number[])[];
  }[];
}

/**
 * The kernels of a `kernels.json`, each rotated by 180°.
 *
 * The captured pictures match correlation with the stored kernels, but a blur is a convolution.
 */
export async function readLevinKernels(file: string): Promise<{ index: number; kernel: BlurKernel }[]> {
  const { kernels }: KernelTable = JSON.parse(await readFile(file, "utf8"));
  return kernels.map(({ index, shape: [height, width], values }) => ({
    index,
    kernel: { data: Float32Array.from(values.flat().toReversed()), width, height },
  }));
}

/** Converts a folder's `kernels.json` to `.npy` files that `genericdp` reads. */
export async function convertLevinKernels(from: string, to: string): Promise<void> {
  const kernels = await readLevinKernels(join(from, "kernels.json"));
  await mkdir(to, { recursive: true });
  for (const { index, kernel } of kernels) {
    const { data, height, width } = kernel;
    await writeFile(join(to, `kernel${index}.npy`), encodeNpy(Float32Array.from(data), [height, width]));
  }
}
