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
  readonly gain: number;
  readonly scales: readonly NaiveScale[];
}

export function naiveStage({ height, width, x, observation, reaction, gain, scales }: NaiveStage): number[] {
  const out = x.map((value, i) => value - reaction * (value - observation[i]!));
  scales.forEach((scale, s) => {
    const block = 2 ** s;
    const rows = Math.ceil(height / block);
    const columns = Math.ceil(width / block);
    const coarse: number[] = [];
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
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
    const diffusion = naiveDiffusion(coarse, rows, columns, scale, gain);
    for (let y = 0; y < height; y++) {
      for (let z = 0; z < width; z++) {
        const from = Math.floor(y / block) * columns + Math.floor(z / block);
        out[y * width + z] = out[y * width + z]! - diffusion[from]!;
      }
    }
  });
  return out;
}

function naiveDiffusion(
  u: number[],
  height: number,
  width: number,
  scale: NaiveScale,
  gain: number,
): number[] {
  const { size, filters, tables, radius } = scale;
  const half = (size - 1) / 2;
  const mirror = (i: number, n: number): number => {
    let j = i;
    while (j < 0 || j >= n) j = j < 0 ? -1 - j : 2 * n - 1 - j;
    return j;
  };
  const response = (k: readonly number[], y: number, x: number): number => {
    let total = 0;
    for (let dy = -half; dy <= half; dy++) {
      for (let dx = -half; dx <= half; dx++) {
        total +=
          k[(dy + half) * size + dx + half]! * u[mirror(y + dy, height) * width + mirror(x + dx, width)]!;
      }
    }
    return total;
  };
  const out = new Array<number>(height * width).fill(0);
  filters.forEach((k, i) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        // The responses live on a domain grown by half a filter; they are not mirrored themselves.
        for (let dy = -half; dy <= half; dy++) {
          for (let dx = -half; dx <= half; dx++) {
            const p = naiveInfluence(tables[i]!, radius, gain * response(k, y - dy, x - dx)) / gain;
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
