/*
 * The stage of equation (4) written as plainly as possible, in float64, with a table look-up per pixel and no
 * shared code with the package. Slow on purpose: it is what the others are held against.
 */
export interface NaiveScale {
  readonly size: number;
  readonly filters: readonly (readonly number[])[];
  readonly tables: readonly (readonly number[])[];
  readonly radius: number;
}

export interface NaiveStage {
  readonly height: number;
  readonly width: number;
  readonly x: readonly number[];
  readonly observation: readonly number[];
  readonly reaction: number;
  /** One for all, or one a pixel. */
  readonly gain: number | readonly number[];
  readonly scales: readonly NaiveScale[];
}

export function naiveStage({ height, width, x, observation, reaction, gain, scales }: NaiveStage): number[] {
  const out = x.map((value, i) => value - reaction * (value - observation[i]!));
  scales.forEach((scale, s) => {
    const block = 2 ** s;
    const columns = Math.ceil(width / block);
    const coarse = naiveBlockMean(x, height, width, block);
    const gains = typeof gain === "number" ? gain : naiveBlockMean(gain, height, width, block);
    const diffusion = naiveDiffusion(coarse, Math.ceil(height / block), columns, scale, gains);
    for (let y = 0; y < height; y++) {
      for (let z = 0; z < width; z++) {
        const from = Math.floor(y / block) * columns + Math.floor(z / block);
        out[y * width + z] = out[y * width + z]! - diffusion[from]!;
      }
    }
  });
  return out;
}

function naiveBlockMean(x: readonly number[], height: number, width: number, block: number): number[] {
  const coarse: number[] = [];
  for (let r = 0; r < Math.ceil(height / block); r++) {
    for (let c = 0; c < Math.ceil(width / block); c++) {
      let total = 0;
      let pixels = 0;
      for (let y = r * block; y < Math.min(height, (r + 1) * block); y++) {
        for (let z = c * block; z < Math.min(width, (c + 1) * block); z++) {
          total += x[y * width + z]!;
          pixels += 1;
        }
      }
      coarse.push(total / pixels);
    }
  }
  return coarse;
}

function mirror(i: number, n: number): number {
  let j = i;
  while (j < 0 || j >= n) j = j < 0 ? -1 - j : 2 * n - 1 - j;
  return j;
}

/** The response of filter `k` at a pixel, which may lie outside of the image. */
function naiveResponse(
  u: readonly number[],
  height: number,
  width: number,
  k: readonly number[],
  y: number,
  x: number,
): number {
  const size = Math.sqrt(k.length);
  const half = (size - 1) / 2;
  let total = 0;
  for (let dy = -half; dy <= half; dy++) {
    for (let dx = -half; dx <= half; dx++) {
      total +=
        k[(dy + half) * size + dx + half]! * u[mirror(y + dy, height) * width + mirror(x + dx, width)]!;
    }
  }
  return total;
}

function naiveDiffusion(
  u: readonly number[],
  height: number,
  width: number,
  scale: NaiveScale,
  gain: number | readonly number[],
): number[] {
  const { size, filters, tables, radius } = scale;
  const half = (size - 1) / 2;
  const gainAt = (y: number, x: number): number =>
    typeof gain === "number" ? gain : gain[mirror(y, height) * width + mirror(x, width)]!;
  const out = new Array<number>(height * width).fill(0);
  filters.forEach((k, i) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        // The responses live on a domain grown by half a filter; they are not mirrored themselves.
        for (let dy = -half; dy <= half; dy++) {
          for (let dx = -half; dx <= half; dx++) {
            const a = gainAt(y - dy, x - dx);
            const z = naiveResponse(u, height, width, k, y - dy, x - dx);
            const p = naiveInfluence(tables[i]!, radius, a * z) / a;
            out[y * width + x] = out[y * width + x]! + k[(dy + half) * size + dx + half]! * p;
          }
        }
      }
    }
  });
  return out;
}

function naiveInfluence(table: readonly number[], radius: number, z: number): number {
  const pieces = table.length - 1;
  if (z <= -radius) return table[0]!;
  if (z >= radius) return table[pieces]!;
  const place = ((z + radius) / (2 * radius)) * pieces;
  const left = Math.min(Math.floor(place), pieces - 1);
  return table[left]! + (place - left) * (table[left + 1]! - table[left]!);
}

/** What core's gainMap makes of one image; `synthesis` as plain as `filters`. */
export interface NaiveGainMap {
  readonly height: number;
  readonly width: number;
  readonly x: readonly number[];
  readonly gain: number;
  readonly scale: NaiveScale;
  readonly synthesis: readonly (readonly number[])[];
}

export function naiveGainMap({ height, width, x, gain, scale, synthesis }: NaiveGainMap): number[] {
  const { size, filters, tables, radius } = scale;
  const half = (size - 1) / 2;
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const coarse = naiveBlockMean(x, height, width, 2);
  const logarithm = coarse.map((_, at) => {
    const [y, c] = [Math.floor(at / columns), at % columns];
    let total = 0;
    for (let dy = -half; dy <= half; dy++) {
      for (let dx = -half; dx <= half; dx++) {
        filters.forEach((k, j) => {
          const z = naiveResponse(coarse, rows, columns, k, y - dy, c - dx);
          const tap = synthesis[j]![(dy + half) * size + dx + half]!;
          total += tap * naiveInfluence(tables[j]!, radius, gain * z);
        });
      }
    }
    return total;
  });
  return x.map((_, i) => {
    const [y, c] = [Math.floor(i / width), i % width];
    return gain * Math.exp(logarithm[Math.floor(y / 2) * columns + Math.floor(c / 2)]!);
  });
}
