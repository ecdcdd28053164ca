import { GpuError } from "./gpu-error.ts";
import { gridOf } from "./pass.ts";
import type { Band, Pass } from "./pass.ts";
import type { Tile } from "./shader/tile.ts";
import { bandWindows } from "./windows.ts";

export interface BandLimits {
  /** Bytes of a buffer that a dispatch may see. */
  readonly bindingBytes: number;
  /** Of a window's start, in bytes. */
  readonly alignment: number;
  /** Multiply-adds of a dispatch. */
  readonly work: number;
}

/**
 * Cuts a pass into as few dispatches as the limits allow.
 *
 * @throws GpuError "out-of-memory" where not even one row of tiles fits.
 */
export function planBands(pass: Pass, tile: Tile, limits: BandLimits): Band[] {
  const tileRows = Math.ceil(gridOf(pass).rows / tile.outputs);
  const whole: Band = { sample: 0, samples: pass.batch, tileRow: 0, tileRows };
  if (fits(pass, tile, whole, limits)) return [whole];
  let height = tileRows;
  const alone = (sample: number, tileRow: number): Band => ({
    sample,
    samples: 1,
    tileRow,
    tileRows: Math.min(height, tileRows - tileRow),
  });
  // The middle of the last sample has both borders and the least lucky alignment there is.
  const worst = (): Band => alone(pass.batch - 1, Math.max(0, Math.floor((tileRows - height) / 2)));
  while (!fits(pass, tile, worst(), limits)) {
    if (height === 1) {
      const limit = `${limits.bindingBytes} bytes at a time`;
      throw new GpuError("out-of-memory", `expected rows that fit in ${limit}, got ${pass.width} pixels`);
    }
    height = Math.ceil(height / 2);
  }
  const bands: Band[] = [];
  for (let sample = 0; sample < pass.batch; sample++) {
    for (let row = 0; row < tileRows; row += height) bands.push(alone(sample, row));
  }
  return bands;
}

/** Multiply-adds of a band, those for responses that two tiles compute included. */
export function bandWork(pass: Pass, tile: Tile, { samples, tileRows }: Band): number {
  const tiles = samples * tileRows * Math.ceil(gridOf(pass).columns / tile.outputs);
  return tiles * pass.count * tile.size ** 2 * (tile.responses ** 2 + tile.outputs ** 2);
}

function fits(pass: Pass, tile: Tile, band: Band, limits: BandLimits): boolean {
  // One row of tiles is the least that there is, however much work it makes.
  const least = band.samples === 1 && band.tileRows === 1;
  if (!least && bandWork(pass, tile, band) > limits.work) return false;
  const windows = Object.values(bandWindows(pass, tile, band, limits.alignment / 4));
  return windows.every(({ length }) => 4 * length + limits.alignment <= limits.bindingBytes);
}
