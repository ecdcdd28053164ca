import { GAIN_BLOCK } from "@genericdp/core";
import type { Architecture } from "./architecture.ts";

/**
 * Multiplications with a filter's tap for each pixel of an image, of all stages: each bank is applied once
 * forward and once as its adjoint, to an image that is smaller on a coarse scale.
 */
export function multiplyAdds({ stages, scales, gainMap }: Architecture): number {
  const bank = ({ filters, size }: { filters: number; size: number }, block: number): number =>
    (2 * filters * size ** 2) / block ** 2;
  const map = gainMap === null ? 0 : bank(gainMap, GAIN_BLOCK);
  return stages * scales.reduce((sum, scale, s) => sum + bank(scale, 2 ** s), map);
}
