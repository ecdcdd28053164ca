import type { GrayImage } from "../src/index.ts";

/** A smooth scene with an edge: enough structure for every gradient to be alive. */
export function scene(width: number, height: number, phase = 0): GrayImage {
  const data = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return 120 + 60 * Math.sin(x / 3 + phase) * Math.cos(y / 4) + (x + y > width ? 50 : 0);
  });
  return { data, width, height };
}
