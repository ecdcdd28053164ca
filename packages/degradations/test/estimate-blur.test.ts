import { addGaussianNoise, randomStream } from "@genericdp/core";
import { diskKernel, gaussianKernel, motionKernel } from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";
import { describe, expect, test } from "vitest";
import { estimateBlur } from "../src/index.ts";
import type { EstimatedBlur, Plane } from "../src/index.ts";

/** Overlapping discs of all sizes, whose statistics resemble those of photographs. */
function deadLeaves(side: number, seed: number): Plane {
  const random = randomStream(seed);
  const data = new Float32Array(side * side).fill(128);
  for (let i = 0; i < 4000; i++) {
    const radius = 1.5 / Math.sqrt(0.0004 + random.uniform());
    const [x, y, level] = [side * random.uniform(), side * random.uniform(), 20 + 215 * random.uniform()];
    const [top, bottom] = [Math.max(0, Math.ceil(y - radius)), Math.min(side - 1, Math.floor(y + radius))];
    for (let row = top; row <= bottom; row++) {
      const half = Math.sqrt(radius ** 2 - (row - y) ** 2);
      const [left, right] = [Math.max(0, Math.ceil(x - half)), Math.min(side - 1, Math.floor(x + half))];
      data.fill(level, row * side + left, row * side + right + 1);
    }
  }
  // Blurred slightly, like a camera's pixels.
  return blurredBy({ data, width: side, height: side }, gaussianKernel(0.5));
}

/** The blurred plane, only where the kernel is completely inside, rounded to whole levels. */
function blurredBy({ data, width, height }: Plane, kernel: BlurKernel, sigma = 0): Plane {
  const [across, down] = [width - kernel.width + 1, height - kernel.height + 1];
  const blurred = new Float32Array(across * down);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      let sum = 0;
      for (let k = 0; k < kernel.data.length; k++) {
        const [row, column] = [Math.floor(k / kernel.width), k % kernel.width];
        const at = (y + kernel.height - 1 - row) * width + x + kernel.width - 1 - column;
        sum += kernel.data[k]! * data[at]!;
      }
      blurred[y * across + x] = sum;
    }
  }
  const noisy = addGaussianNoise(blurred, sigma, randomStream(9));
  return {
    data: noisy.map((level) => Math.min(255, Math.max(0, Math.round(level)))),
    width: across,
    height: down,
  };
}

const sharp = [1, 2].map((seed) => deadLeaves(400, seed));

test.each([0, 4])("finds no blur in sharp images with noise of %d", (sigma) => {
  for (const image of sharp) {
    expect(estimateBlur(blurredBy(image, gaussianKernel(0.3, { size: 1 }), sigma))).toBeUndefined();
  }
});

describe.each([
  [0, sharp[0]!],
  [2, sharp[1]!],
])("with noise of %d", (sigma, image) => {
  const blurs: readonly (readonly [EstimatedBlur["shape"], number, number?])[] = [
    ["gaussian", 1.5],
    ["gaussian", 2.3],
    ["disk", 2.6],
    ["disk", 4.1],
    ["motion", 6, 20],
    ["motion", 11, 90],
    ["motion", 14, 137],
  ];
  test.each(blurs.map((blur) => ({ blur, name: blur.join(" ") })))("finds $name", ({ blur }) => {
    const [shape, size, angle = 0] = blur;
    const kernels = {
      gaussian: gaussianKernel,
      disk: diskKernel,
      motion: (length: number): BlurKernel => motionKernel(length, angle),
    };
    const found = estimateBlur(blurredBy(image, kernels[shape](size), sigma));
    expect(found?.shape).toBe(shape);
    expect(Math.abs(Math.log(found!.size / size))).toBeLessThan(0.16);
    if (shape !== "motion") expect(found!.angle).toBeUndefined();
    else expect(Math.abs(((found!.angle! - angle + 270) % 180) - 90)).toBeLessThan(4);
    expect(found!.kernel.data.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 5);
  });
});

test("the estimated blur rotates with the image and does not depend on contrast", () => {
  const whole = blurredBy(sharp[0]!, motionKernel(9, 30));
  // A size for which the windows are placed symmetrically.
  const [width, height] = [352, 320];
  const data = whole.data.filter((_, i) => i % whole.width < width).slice(0, width * height);
  const seen = { width, height, data };
  const turned = {
    width: height,
    height: width,
    data: Float32Array.from({ length: width * height }, (_, i) => {
      const [y, x] = [Math.floor(i / height), i % height];
      return seen.data[x * width + (width - 1 - y)]!;
    }),
  };
  const weak = { ...seen, data: seen.data.map((level) => 60 + level / 2) };
  const [plain, quarter, half] = [seen, turned, weak].map((image) => estimateBlur(image)!);
  expect(quarter!.size).toBeCloseTo(plain!.size, 5);
  expect((quarter!.angle! + 90) % 180).toBeCloseTo(plain!.angle!, 5);
  // Everything except the rounding to whole levels is the same.
  expect(Math.abs(half!.size - plain!.size)).toBeLessThan(0.3);
  expect(Math.abs(half!.angle! - plain!.angle!)).toBeLessThan(2);
});

test("nothing is found if there is too little structure", () => {
  const flat = { width: 300, height: 300, data: new Float32Array(90_000).fill(90) };
  expect(estimateBlur(flat)).toBeUndefined();
  expect(estimateBlur({ ...flat, data: flat.data.fill(255) })).toBeUndefined();
  const small = { width: 63, height: 400, data: new Float32Array(63 * 400).map((_, i) => i % 251) };
  expect(estimateBlur(small)).toBeUndefined();
});
