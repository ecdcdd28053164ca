import type { BlurKernel } from "./blur-kernel.ts";

/** @throws RangeError if the kernel is larger than the image. */
export function checkKernelFits(name: string, kernel: BlurKernel, height: number, width: number): void {
  if (kernel.height <= height && kernel.width <= width) return;
  const got = `${kernel.height}×${kernel.width} for an image of ${height}×${width}`;
  throw new RangeError(`${name}: expected a kernel no larger than the image, got ${got}`);
}
