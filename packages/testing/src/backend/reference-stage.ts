import type { GainMapValues, ImageSizes, Numbers, ScaleValues, StageValues } from "./stage-values.ts";

/*
 * The stage and the gain map in float64, written directly from their formulas: no padding buffers, no blocks
 * of pixels, no tiles. Deliberately slow.
 */

/** One channel of one image, by row and column. */
type Plane = readonly (readonly number[])[];

/**
 * u_t `[batch, height, width, channels]`: x − λ (x − f) less the diffusion term of every scale (Qiao et al.,
 * BMVC 2017, equation (4)).
 */
export function referenceStage(stage: StageValues): Float64Array {
  const { batch, height, width, channels, gains, x, observation, scales } = stage;
  const out = Float64Array.from(x);
  for (let b = 0; b < batch; b++) {
    for (let pixel = b * height * width; pixel < (b + 1) * height * width; pixel++) {
      for (let c = 0; c < channels; c++) {
        const i = pixel * channels + c;
        const reaction = stage.reaction[(stage.reactionMap ? pixel : b) * channels + c]!;
        out[i]! -= reaction * (x[i]! - observation[i]!);
      }
    }
    scales.forEach((scale, s) => {
      const { block } = scale;
      const own = gains === 1 ? 0 : s;
      const map = stage.gainMap
        ? blockMean(planeOf(stage.gain, stage, gains, b, own), block)
        : [[stage.gain[b * gains + own]!]];
      const term = bankTerm(seenPlanes(x, stage, scale, b), scale, (response, row, column) => {
        const a = at(map, row, column);
        return (filter) => influenceAt(scale, filter, a * response) / a;
      });
      scale.channels.forEach((channel, k) => {
        forEachPixel(stage, b, (pixel, row, column) => {
          out[pixel * channels + channel]! -= term[k]![Math.floor(row / block)]![Math.floor(column / block)]!;
        });
      });
    });
  }
  return out;
}

/** A `[batch, height, width, gains]`: a_g · exp(Σ_i l̄_ig * ψ_i(a_0 k_i * u)) on blocks of pixels. */
export function referenceGainMap(map: GainMapValues): Float64Array {
  const { batch, height, width, gains, x, gain, scale, synthesis } = map;
  const { block } = scale;
  const out = new Float64Array(batch * height * width * gains);
  for (let b = 0; b < batch; b++) {
    const inner = gain[b * gains]!;
    const psi =
      (response: number) =>
      (filter: number): number =>
        influenceAt(scale, filter, inner * response);
    const term = bankTerm(seenPlanes(x, map, scale, b), scale, psi, synthesis, gains);
    for (let g = 0; g < gains; g++) {
      forEachPixel(map, b, (pixel, row, column) => {
        const value = term[g]![Math.floor(row / block)]![Math.floor(column / block)]!;
        out[pixel * gains + g] = gain[b * gains + g]! * Math.exp(value);
      });
    }
  }
  return out;
}

function forEachPixel(
  { height, width }: ImageSizes,
  b: number,
  visit: (pixel: number, row: number, column: number) => void,
): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) visit((b * height + row) * width + column, row, column);
  }
}

/** Channel `c` of sample `b`, from `count` interleaved channels. */
function planeOf(values: Numbers, { height, width }: ImageSizes, count: number, b: number, c: number): Plane {
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (__, column) => values[((b * height + row) * width + column) * count + c]!),
  );
}

/** The block means of the channels that a scale sees. */
function seenPlanes(x: Numbers, sizes: ImageSizes, { channels, block }: ScaleValues, b: number): Plane[] {
  return channels.map((channel) => blockMean(planeOf(x, sizes, sizes.channels, b, channel), block));
}

function blockMean(plane: Plane, block: number): number[][] {
  const [height, width] = [plane.length, plane[0]!.length];
  return Array.from({ length: Math.ceil(height / block) }, (_, i) =>
    Array.from({ length: Math.ceil(width / block) }, (__, j) => {
      const bottom = Math.min(height, (i + 1) * block);
      const right = Math.min(width, (j + 1) * block);
      let total = 0;
      for (let row = i * block; row < bottom; row++) {
        for (let column = j * block; column < right; column++) total += plane[row]![column]!;
      }
      return total / ((bottom - i * block) * (right - j * block));
    }),
  );
}

/**
 * Σ_i l̄_io * g_i(Σ_c k_ic * u_c) for each of `outputs` planes o, with the responses on the domain extended
 * by half a filter on every side. By default l is k, and the outputs are the channels.
 */
function bankTerm(
  u: readonly Plane[],
  { size, count, filters }: ScaleValues,
  g: (response: number, y: number, x: number) => (filter: number) => number,
  synthesis: Numbers = filters,
  outputs: number = u.length,
): number[][][] {
  const half = (size - 1) / 2;
  const [height, width] = [u[0]!.length, u[0]![0]!.length];
  const out = Array.from({ length: outputs }, () => u[0]!.map((row) => row.map(() => 0)));
  for (let i = 0; i < count; i++) {
    const tap = (bank: Numbers, dy: number, dx: number, of: number, c: number): number =>
      bank[((i * size + dy + half) * size + dx + half) * of + c]!;
    for (let y = -half; y < height + half; y++) {
      for (let x = -half; x < width + half; x++) {
        let response = 0;
        u.forEach((plane, c) => {
          for (let dy = -half; dy <= half; dy++) {
            for (let dx = -half; dx <= half; dx++) {
              response += tap(filters, dy, dx, u.length, c) * at(plane, y + dy, x + dx);
            }
          }
        });
        const value = g(response, y, x)(i);
        out.forEach((plane, o) => {
          for (let dy = Math.max(-half, -y); dy <= Math.min(half, height - 1 - y); dy++) {
            const row = plane[y + dy]!;
            const right = Math.min(half, width - 1 - x);
            for (let dx = Math.max(-half, -x); dx <= right; dx++)
              row[x + dx]! += tap(synthesis, dy, dx, outputs, o) * value;
          }
        });
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

/** Reads a pixel of an image that is mirrored at its edges, at any distance; a single pixel is repeated. */
function at(image: Plane, y: number, x: number): number {
  const row = image[mirror(y, image.length)]!;
  return row[mirror(x, row.length)]!;
}

function mirror(i: number, length: number): number {
  let j = i;
  while (j < 0 || j >= length) j = j < 0 ? -1 - j : 2 * length - 1 - j;
  return j;
}
