import type { GainMapValues, Numbers, ScaleValues, StageValues } from "./stage-values.ts";

/*
 * The stage and the gain map in float64, written from their formulas and from nothing else: no padding
 * buffers, no blocks of pixels, no tiles. Slow on purpose.
 */

/**
 * u_t `[batch, height, width]`: x − λ (x − f) less the diffusion term of every scale (Qiao et al., BMVC 2017,
 * equation (4)).
 */
export function referenceStage(stage: StageValues): Float64Array {
  const { batch, height, width, x, observation, reaction, gain, scales } = stage;
  const out = new Float64Array(batch * height * width);
  for (let b = 0; b < batch; b++) {
    const first = b * height * width;
    for (let i = first; i < first + height * width; i++) {
      out[i] = x[i]! - reaction[b]! * (x[i]! - observation[i]!);
    }
    scales.forEach((scale, s) => {
      const block = 2 ** s;
      const mean = (map: Numbers): number[][] => blockMean(map, first, height, width, block);
      const gains = gain.length === batch ? [[gain[b]!]] : mean(gain);
      const term = bankTerm(mean(x), scale, (response, y, column) => {
        const a = at(gains, y, column);
        return (filter) => influenceAt(scale, filter, a * response) / a;
      });
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const value = term[Math.floor(row / block)]![Math.floor(column / block)]!;
          out[first + row * width + column]! -= value;
        }
      }
    });
  }
  return out;
}

/** A `[batch, height, width]`: a · exp(Σ_i l̄_i * ψ_i(a k_i * u)) on blocks of `block` × `block` pixels. */
export function referenceGainMap(map: GainMapValues, block: number): Float64Array {
  const { batch, height, width, x, gain, scale, synthesis } = map;
  const out = new Float64Array(batch * height * width);
  for (let b = 0; b < batch; b++) {
    const [first, a] = [b * height * width, gain[b]!];
    const psi =
      (response: number) =>
      (filter: number): number =>
        influenceAt(scale, filter, a * response);
    const term = bankTerm(blockMean(x, first, height, width, block), scale, psi, synthesis);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const value = term[Math.floor(row / block)]![Math.floor(column / block)]!;
        out[first + row * width + column] = a * Math.exp(value);
      }
    }
  }
  return out;
}

function blockMean(x: Numbers, first: number, height: number, width: number, block: number): number[][] {
  const [rows, columns] = [Math.ceil(height / block), Math.ceil(width / block)];
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j) => {
      const bottom = Math.min(height, (i + 1) * block);
      const right = Math.min(width, (j + 1) * block);
      let total = 0;
      for (let row = i * block; row < bottom; row++) {
        for (let column = j * block; column < right; column++) total += x[first + row * width + column]!;
      }
      return total / ((bottom - i * block) * (right - j * block));
    }),
  );
}

/**
 * Σ_i l̄_i * g_i(k_i * u), with the responses k_i * u on the domain grown by half a filter on every side; l
 * is k unless given.
 */
function bankTerm(
  u: readonly number[][],
  { size, count, filters }: ScaleValues,
  g: (response: number, y: number, x: number) => (filter: number) => number,
  synthesis: Numbers = filters,
): number[][] {
  const half = (size - 1) / 2;
  const [height, width] = [u.length, u[0]!.length];
  const out = u.map((row) => row.map(() => 0));
  for (let i = 0; i < count; i++) {
    const tap = (bank: Numbers, dy: number, dx: number): number =>
      bank[(i * size + dy + half) * size + dx + half]!;
    for (let y = -half; y < height + half; y++) {
      for (let x = -half; x < width + half; x++) {
        let response = 0;
        for (let dy = -half; dy <= half; dy++) {
          for (let dx = -half; dx <= half; dx++) response += tap(filters, dy, dx) * at(u, y + dy, x + dx);
        }
        const value = g(response, y, x)(i);
        for (let dy = Math.max(-half, -y); dy <= Math.min(half, height - 1 - y); dy++) {
          const row = out[y + dy]!;
          const right = Math.min(half, width - 1 - x);
          for (let dx = Math.max(-half, -x); dx <= right; dx++)
            row[x + dx]! += tap(synthesis, dy, dx) * value;
        }
      }
    }
  }
  return out;
}

function influenceAt({ influence, nodes, radius }: ScaleValues, filter: number, z: number): number {
  const place = Math.min(nodes - 1, Math.max(0, ((z + radius) / (2 * radius)) * (nodes - 1)));
  const left = Math.min(Math.floor(place), nodes - 2);
  const low = influence[filter * nodes + left]!;
  return low + (place - left) * (influence[filter * nodes + left + 1]! - low);
}

/** The pixel of an image mirrored at its edges; a lone pixel is its own mirror image, however far out. */
function at(image: readonly number[][], y: number, x: number): number {
  const row = image[mirror(y, image.length)]!;
  return row[mirror(x, row.length)]!;
}

function mirror(i: number, length: number): number {
  let j = i;
  while (j < 0 || j >= length) j = j < 0 ? -1 - j : 2 * length - 1 - j;
  return j;
}
