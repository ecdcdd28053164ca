import { gainCount } from "./architecture.ts";
import type { Architecture, FilterBankArchitecture } from "./architecture.ts";

/**
 * Number of multiplications with filter taps per pixel of an image, for all stages. Each bank is applied once
 * forward and once as its adjoint, to a smaller image on a coarse scale.
 */
export function multiplyAdds(architecture: Architecture): number {
  const { stages, channels, scales, gainMap } = architecture;
  const bank = ({ filters, size, block }: FilterBankArchitecture, planes: number): number =>
    (planes * filters * size ** 2) / block ** 2;
  const map = gainMap === null ? 0 : bank(gainMap, channels + gainCount(architecture));
  return stages * scales.reduce((sum, scale) => sum + bank(scale, 2 * scale.channels.length), map);
}
