import type { Denoiser, NoiseRange } from "@genericdp/core";
import { tensor4d } from "@tensorflow/tfjs-core";

/** The channels of one image one after the other, each in row-major order, in gray levels. */
export interface Planes {
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
}

export interface PlaneDenoiserOptions {
  readonly name: string;
  readonly noiseRange: NoiseRange;
  /** 1 for gray images, 3 for colour. */
  readonly channels: number;
  /** Denoises one image into a new array. */
  run(image: Planes, noiseLevel: number): Float32Array;
}

/**
 * Makes a `Denoiser` from a function on plain arrays. It always runs on the CPU, whatever the tfjs backend.
 */
export function planeDenoiser({ name, noiseRange, channels, run }: PlaneDenoiserOptions): Denoiser {
  return {
    name,
    noiseRange,
    denoise: (x, { noiseLevel }) => {
      const { min, max } = noiseRange;
      if (!(noiseLevel >= min && noiseLevel <= max)) {
        throw new RangeError(
          `${name}: expected a noise level from ${min} to ${max} gray levels, got ${noiseLevel}`,
        );
      }
      if (x.rank !== 4 || x.shape[3] !== channels || x.size === 0) {
        throw new RangeError(`${name}: expected [batch, height, width, ${channels}], got [${x.shape}]`);
      }
      const [batch, height, width] = x.shape;
      const input = x.dataSync();
      const output = new Float32Array(input.length);
      const pixels = height * width;
      for (let b = 0, start = 0; b < batch; b++, start += pixels * channels) {
        const values = new Float32Array(pixels * channels);
        for (let i = 0; i < values.length; i++) {
          values[(i % channels) * pixels + Math.floor(i / channels)] = input[start + i]!;
        }
        const restored = run({ height, width, values }, noiseLevel);
        for (let i = 0; i < values.length; i++) {
          output[start + i] = restored[(i % channels) * pixels + Math.floor(i / channels)]!;
        }
      }
      return tensor4d(output, x.shape);
    },
  };
}
