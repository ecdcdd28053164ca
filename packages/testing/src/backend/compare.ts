import type { Tensor } from "@tensorflow/tfjs-core";
import type { Numbers } from "./stage-values.ts";

/** Reads the values of a tensor and disposes it. */
export async function take(tensor: Tensor): Promise<Float32Array> {
  try {
    return Float32Array.from(await tensor.data());
  } finally {
    tensor.dispose();
  }
}

/** Reads the values of several tensors and disposes them. */
export async function takeAll(tensors: readonly Tensor[]): Promise<Float32Array[]> {
  return Promise.all(tensors.map(take));
}

/** @throws Error if a value of `found` differs by more than `tolerance` from that of `wanted`, or is NaN. */
export function expectClose(what: string, found: Numbers, wanted: Numbers, tolerance: number): void {
  if (found.length !== wanted.length) {
    throw new Error(`${what}: expected ${wanted.length} values, got ${found.length}`);
  }
  for (let i = 0; i < wanted.length; i++) {
    // Written so that NaN counts as wrong.
    if (Math.abs(found[i]! - wanted[i]!) <= tolerance) continue;
    throw new Error(`${what}: expected ${wanted[i]} ± ${tolerance} at ${i}, got ${found[i]}`);
  }
}

/** @throws Error if ‖found − wanted‖ exceeds `tolerance` · ‖wanted‖, or is NaN. */
export function expectNear(what: string, found: Numbers, wanted: Numbers, tolerance: number): void {
  if (found.length !== wanted.length) {
    throw new Error(`${what}: expected ${wanted.length} values, got ${found.length}`);
  }
  let [difference, norm] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    difference += (found[i]! - wanted[i]!) ** 2;
    norm += wanted[i]! ** 2;
  }
  const share = Math.sqrt(difference / norm);
  if (share <= tolerance || (norm === 0 && difference === 0)) return;
  throw new Error(`${what}: expected it within ${tolerance} of its norm, got it ${share} away`);
}
