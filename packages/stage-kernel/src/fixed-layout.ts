import type { Arena } from "./arena.ts";
import { TILE, rowMajor } from "./filter-layout.ts";
import { MIDDLE, fixedScale, pixelUnits } from "./fixed-point.ts";
import type { FixedScale, ImageRange } from "./fixed-point.ts";
import {
  FIXED_LOOKUP_SIZE,
  MOST_PIECES,
  fixedTableOrigin,
  fixedTableSize,
  writeFixedLookup,
  writeFixedTable,
} from "./fixed-table.ts";
import { allocateFixed, writeFixed } from "./records.ts";
import type { FixedRecord } from "./records.ts";
import type { ScaleArrays } from "./stage-arrays.ts";
import { tapPairs } from "./tap-pairs.ts";

/** Standard deviation, in gray levels, above which the error of 16-bit products is too large for a stage. */
const TOLERANCE = 0.004;
/** Gray levels by which 16-bit products may move a pixel in one stage: five standard deviations. */
export const FIXED_ERROR: number = 5 * TOLERANCE;
/** Adding it leaves a whole number in a float32's lowest bits. */
const MAGIC = 1.5 * 2 ** 23;

/** A scale whose whole numbers are in memory. */
export interface PlacedFixed {
  /** Where the record is. */
  readonly record: number;
  /**
   * Makes the kernel use them on an image of that range, or float32 where they are too coarse for it.
   *
   * @param gain The gain of all pixels; 1 where they have one of their own.
   */
  enter(range: ImageRange, gain: number): void;
}

export interface PlaceFixedOptions {
  /** Number of filters, padded to whole tiles. */
  readonly count: number;
  /** Floats a row of the padded image. */
  readonly stride: number;
  readonly density: number;
}

/** Brings a scale's whole numbers into `memory`; undefined where it has none. */
export function placeFixed(
  memory: Arena,
  scale: ScaleArrays,
  { count, stride, density }: PlaceFixedOptions,
): PlacedFixed | undefined {
  const fixed = fixedScale(scale);
  const { size, nodes } = scale;
  if (fixed === undefined || nodes > MOST_PIECES + 1) return undefined;
  const pairs = tapPairs(size);
  const table = memory.allocate(fixedTableSize(count, nodes));
  const places = {
    offsets: memory.allocate(pairs.length),
    filters: memory.allocate(count * pairs.length),
    starts: memory.allocate(count),
    factors: memory.allocate(count),
    adjointFilters: memory.allocate((count / 2) * size * size),
    table: fixedTableOrigin(table),
    lookup: memory.allocate(FIXED_LOOKUP_SIZE),
  };
  const record = allocateFixed(memory);
  memory
    .integers(places.offsets, pairs.length)
    .set(pairs.map(({ row, column, down }) => 4 * ((2 * row + Number(down)) * stride + column)));
  writePairFilters(fixed, scale, memory.integers(places.filters, count * pairs.length));
  writePairAdjoint(fixed, scale, memory.integers(places.adjointFilters, (count / 2) * size * size), count);
  writeFixedTable(scale, fixed.influenceUnits, memory.integers(table, fixedTableSize(count, nodes)));
  writeFixedLookup(memory.view(places.lookup, FIXED_LOOKUP_SIZE), nodes);
  return {
    record,
    enter: (range, gain) => {
      // NaN is not below anything.
      const active = fixed.expectedError(range) <= TOLERANCE;
      writeFixed(memory, record, { ...places, ...numbers(fixed, range, gain), active: Number(active) });
      if (active) enterImage(memory, places, fixed, { ...range, gain, count, density });
    },
  };
}

function numbers(
  fixed: FixedScale,
  range: ImageRange,
  gain: number,
): Pick<FixedRecord, "pixelScale" | "pixelShift" | "outputFactor" | "inverseScale"> {
  const units = pixelUnits(range);
  return {
    pixelScale: units,
    pixelShift: MAGIC - Math.round(MIDDLE * units),
    outputFactor: (fixed.outputFactor * gain) / range.leastGain,
    inverseScale: 32_767 * range.leastGain,
  };
}

function enterImage(
  memory: Arena,
  places: Pick<FixedRecord, "starts" | "factors">,
  { sums, units }: FixedScale,
  image: ImageRange & { readonly gain: number; readonly count: number; readonly density: number },
): void {
  const { gain, count, density } = image;
  const scale = pixelUnits(image);
  const middle = Math.round(MIDDLE * scale);
  memory
    .integers(places.starts, count)
    .fill(0)
    .set(sums.map((sum) => sum * middle));
  memory
    .view(places.factors, count)
    .fill(0)
    .set(units.map((unit) => (gain * density) / (scale * unit)));
}

/** [tile of 4 filters][pair of taps][filter in tile], two whole numbers each. */
function writePairFilters({ filters }: FixedScale, { count, size }: ScaleArrays, out: Int32Array): void {
  const taps = size * size;
  const pairs = tapPairs(size);
  out.fill(0);
  for (let i = 0; i < count; i++) {
    const inTile = i % TILE;
    pairs.forEach(({ first, second }, pair) => {
      const other = second === undefined ? 0 : filters[i * taps + second]!;
      out[(i - inTile) * pairs.length + pair * TILE + inTile] = pack(filters[i * taps + first]!, other);
    });
  }
}

/** [tile of 4 taps][pair of filters][tap in tile], then the one tap that is left, [pair of filters]. */
function writePairAdjoint(
  { synthesis }: FixedScale,
  { size }: ScaleArrays,
  out: Int32Array,
  count: number,
): void {
  const taps = size * size;
  const rows = count / 2;
  out.fill(0);
  for (let tap = 0; tap < taps; tap++) {
    const last = tap === taps - 1;
    const start = last ? tap * rows : Math.floor(tap / TILE) * TILE * rows + (tap % TILE);
    const step = last ? 1 : TILE;
    const of = (filter: number): number => synthesis[filter * taps + rowMajor(tap, size)] ?? 0;
    for (let i = 0; i < rows; i++) out[start + i * step] = pack(of(2 * i), of(2 * i + 1));
  }
}

/** Two 16-bit whole numbers in one of 32 bits. */
function pack(low: number, high: number): number {
  return (low & 0xffff) | (high << 16);
}
