import { GpuError } from "./gpu-error.ts";
import { gridOf } from "./pass.ts";
import type { Band, Pass } from "./pass.ts";
import type { Tile } from "./shader/tile.ts";
import { bandWindows } from "./windows.ts";
import type { Window } from "./windows.ts";

export interface BandLimits {
  /** Bytes of a buffer that a dispatch may bind. */
  readonly bindingBytes: number;
  /** Alignment of the start of a window, in bytes. */
  readonly alignment: number;
  /** Largest number of multiply-adds of a dispatch. */
  readonly work: number;
}

/** The rows of tiles of a batch of images, which are divided into bands. */
export interface Bandable {
  readonly batch: number;
  readonly tileRows: number;
  /** For the error message: pixels in a row, and the bytes that a dispatch may bind. */
  readonly width: number;
  readonly bindingBytes: number;
  /** Whether one dispatch may process the band. */
  fits(band: Band): boolean;
}

/**
 * Divides a pass into as few dispatches as the limits allow.
 *
 * @throws GpuError "out-of-memory" if not even one row of tiles fits.
 */
export function planBands(pass: Pass, tile: Tile, limits: BandLimits): Band[] {
  const { batch, width } = pass;
  const tileRows = Math.ceil(gridOf(pass).rows / tile.outputs);
  return cutBands({
    batch,
    width,
    tileRows,
    bindingBytes: limits.bindingBytes,
    fits: (band) =>
      fitsLimits(band, bandWork(pass, tile, band), limits, (alignment) =>
        Object.values(bandWindows(pass, tile, band, alignment)),
      ),
  });
}

/** @throws GpuError "out-of-memory" if not even one row of tiles fits. */
export function cutBands({ batch, tileRows, width, bindingBytes, fits }: Bandable): Band[] {
  const whole: Band = { sample: 0, samples: batch, tileRow: 0, tileRows };
  if (fits(whole)) return [whole];
  let height = tileRows;
  const alone = (sample: number, tileRow: number): Band => ({
    sample,
    samples: 1,
    tileRow,
    tileRows: Math.min(height, tileRows - tileRow),
  });
  // The middle of the last sample has both borders and the worst alignment.
  const worst = (): Band => alone(batch - 1, Math.max(0, Math.floor((tileRows - height) / 2)));
  while (!fits(worst())) {
    if (height === 1) {
      const limit = `${bindingBytes} bytes at a time`;
      throw new GpuError("out-of-memory", `expected rows that fit into ${limit}, got ${width} pixels`);
    }
    height = Math.ceil(height / 2);
  }
  const bands: Band[] = [];
  for (let sample = 0; sample < batch; sample++) {
    for (let row = 0; row < tileRows; row += height) bands.push(alone(sample, row));
  }
  return bands;
}

/** Multiply-adds of a band, including those for responses that two tiles compute. */
export function bandWork(pass: Pass, tile: Tile, { samples, tileRows }: Band): number {
  const tiles = samples * tileRows * Math.ceil(gridOf(pass).columns / tile.outputs);
  return tiles * pass.count * tile.size ** 2 * (tile.responses ** 2 + tile.outputs ** 2);
}

/** Whether a band with this much work and these windows stays within the limits. */
export function fitsLimits(
  band: Band,
  work: number,
  { bindingBytes, alignment, work: most }: BandLimits,
  windows: (alignment: number) => readonly Window[],
): boolean {
  // One row of tiles is the minimum, however much work it is.
  const least = band.samples === 1 && band.tileRows === 1;
  if (!least && work > most) return false;
  return windows(alignment / 4).every(({ length }) => 4 * length + alignment <= bindingBytes);
}
