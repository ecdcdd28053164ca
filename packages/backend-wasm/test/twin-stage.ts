import type { ScaleArrays, StageArrays } from "../src/index.ts";

/*
 * The stage in float64, written from its formula and from nothing else in this package: no padding buffers,
 * no blocks, no tiles. Slow on purpose.
 */
export function twinStage(stage: StageArrays): Float64Array {
  const { batch, height, width, x, observation, reaction, gain, scales } = stage;
  const out = new Float64Array(batch * height * width);
  for (let b = 0; b < batch; b++) {
    const at = (row: number, column: number): number => (b * height + row) * width + column;
    const u = (row: number, column: number): number => x[at(row, column)]!;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const value = u(row, column);
        out[at(row, column)] = value - reaction[b]! * (value - observation[at(row, column)]!);
      }
    }
    scales.forEach((scale, s) => {
      const block = 2 ** s;
      const mean = (map: Float32Array): number[][] =>
        twinBlockMean(map.subarray(b * height * width), height, width, block);
      const gains = gain.length === batch ? [[gain[b]!]] : mean(gain);
      const term = twinDiffusion(mean(x), scale, gains);
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          out[at(row, column)]! -= term[Math.floor(row / block)]![Math.floor(column / block)]!;
        }
      }
    });
  }
  return out;
}

function twinBlockMean(x: Float32Array, height: number, width: number, block: number): number[][] {
  const [rows, columns] = [Math.ceil(height / block), Math.ceil(width / block)];
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j) => {
      const bottom = Math.min(height, (i + 1) * block);
      const right = Math.min(width, (j + 1) * block);
      let total = 0;
      for (let row = i * block; row < bottom; row++) {
        for (let column = j * block; column < right; column++) total += x[row * width + column]!;
      }
      return total / ((bottom - i * block) * (right - j * block));
    }),
  );
}

/** Σ_i k̄_i * φ_i(a · k_i * u)/a, with φ on the domain grown by half a filter on every side. */
function twinDiffusion(u: readonly number[][], scale: ScaleArrays, gains: readonly number[][]): number[][] {
  const { size, count, filters } = scale;
  const half = (size - 1) / 2;
  const [height, width] = [u.length, u[0]!.length];
  const out = u.map((row) => row.map(() => 0));
  for (let i = 0; i < count; i++) {
    const k = (dy: number, dx: number): number => filters[(i * size + dy + half) * size + dx + half]!;
    for (let y = -half; y < height + half; y++) {
      for (let x = -half; x < width + half; x++) {
        let response = 0;
        for (let dy = -half; dy <= half; dy++) {
          const row = u[mirror(y + dy, height)]!;
          for (let dx = -half; dx <= half; dx++) response += k(dy, dx) * row[mirror(x + dx, width)]!;
        }
        // A lone gain is its own mirror image, however far out.
        const gain = gains[mirror(y, gains.length)]![mirror(x, gains[0]!.length)]!;
        const p = twinInfluence(scale, i, gain * response) / gain;
        for (let dy = Math.max(-half, -y); dy <= Math.min(half, height - 1 - y); dy++) {
          const row = out[y + dy]!;
          const right = Math.min(half, width - 1 - x);
          for (let dx = Math.max(-half, -x); dx <= right; dx++) row[x + dx]! += k(dy, dx) * p;
        }
      }
    }
  }
  return out;
}

function twinInfluence({ influence, nodes, radius }: ScaleArrays, i: number, z: number): number {
  const place = Math.min(nodes - 1, Math.max(0, ((z + radius) / (2 * radius)) * (nodes - 1)));
  const left = Math.min(Math.floor(place), nodes - 2);
  const low = influence[i * nodes + left]!;
  return low + (place - left) * (influence[i * nodes + left + 1]! - low);
}

function mirror(i: number, length: number): number {
  let j = i;
  while (j < 0 || j >= length) j = j < 0 ? -1 - j : 2 * length - 1 - j;
  return j;
}
