import type { TrainingImage } from "../src/index.ts";

/** A smooth scene with an edge, with enough structure for nonzero gradients everywhere. */
export function scene(width: number, height: number, phase = 0, channels = 1): TrainingImage {
  const data = Float32Array.from({ length: width * height * channels }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const wave = 60 * Math.sin(x / 3 + phase + channel) * Math.cos(y / 4);
    return 120 + wave + (x + y > width ? 50 - 20 * channel : 0);
  });
  return { data, width, height, channels };
}
