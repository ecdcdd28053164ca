import type { RandomStream } from "@genericdp/core";
import { kernelFromArray } from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";

/** Number of points of the path. */
const POINTS = 400;

/**
 * The blur of a shaking hand: a random path of bounded acceleration, with each point distributed over the
 * four pixels around it.
 *
 * @param side odd side of the kernel, which the path fills.
 */
export function shakeKernel(side: number, random: RandomStream): BlurKernel {
  const path: [y: number, x: number][] = [];
  const [position, speed] = [
    [0, 0],
    [random.normal(), random.normal()],
  ] as [[number, number], [number, number]];
  for (let i = 0; i < POINTS; i++) {
    // An occasional jerk.
    const push = random.uniform() < 0.01 ? 1 : 0.12;
    for (const axis of [0, 1] as const) {
      speed[axis] = 0.98 * speed[axis] + push * random.normal();
      position[axis] += speed[axis];
    }
    path.push([...position]);
  }
  const [top, left] = [0, 1].map((axis) => Math.min(...path.map((point) => point[axis]!))) as [
    number,
    number,
  ];
  const [bottom, right] = [0, 1].map((axis) => Math.max(...path.map((point) => point[axis]!))) as [
    number,
    number,
  ];
  // One pixel at each edge is left for the neighbours of the outermost points.
  const scale = (side - 3) / Math.max(bottom - top, right - left, 1e-6);
  const centre = (side - 1) / 2;
  const data = new Float32Array(side * side);
  for (const [y, x] of path) {
    const row = centre + (y - (top + bottom) / 2) * scale;
    const column = centre + (x - (left + right) / 2) * scale;
    const [i, j] = [Math.floor(row), Math.floor(column)];
    for (const [m, n] of [
      [i, j],
      [i, j + 1],
      [i + 1, j],
      [i + 1, j + 1],
    ] as const) {
      data[m * side + n]! += (1 - Math.abs(row - m)) * (1 - Math.abs(column - n));
    }
  }
  return kernelFromArray({ height: side, width: side, data });
}
