import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeNpy } from "@genericdp/image";

interface KernelTable {
  readonly kernels: readonly {
    readonly index: number;
    readonly shape: readonly [number, number];
    readonly values: readonly (readonly number[])[];
  }[];
}

/**
 * Writes the kernels of a `kernels.json` as `.npy` files that `genericdp` takes.
 *
 * The captured pictures match correlation with the kernels as they are stored; a blur is a convolution, so
 * each is turned by 180°.
 */
export async function convertLevinKernels(from: string, to: string): Promise<void> {
  const { kernels }: KernelTable = JSON.parse(await readFile(join(from, "kernels.json"), "utf8"));
  await mkdir(to, { recursive: true });
  for (const { index, shape, values } of kernels) {
    const turned = Float32Array.from(values.flat().toReversed());
    await writeFile(join(to, `kernel${index}.npy`), encodeNpy(turned, shape));
  }
}
