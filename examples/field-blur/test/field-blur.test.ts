import "@tensorflow/tfjs-backend-cpu";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { blur, gaussianKernel } from "@genericdp/operators";
import { describeLinearOperator } from "@genericdp/testing";
import { psnr } from "@genericdp/metrics";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { restorer } from "genericdp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fieldBlur, operator } from "../src/index.ts";

describeLinearOperator("a field blur", () => fieldBlur());
describeLinearOperator("a strong field blur of one step", () => fieldBlur({ corners: 4, steps: 1 }));

const SIDE = 48;
/** Stripes and discs. */
const sharp = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
  const [y, x] = [Math.floor(i / SIDE), i % SIDE];
  return ((x >> 2) % 2 ? 170 : 80) + (Math.hypot((y % 16) - 8, (x % 16) - 8) < 5 ? 50 : 0);
});
const image = (): Tensor4D => tensor4d(sharp, [1, SIDE, SIDE, 1]);

describe("fieldBlur", () => {
  beforeAll(async () => {
    await setBackend("cpu");
  });

  it("leaves the centre unchanged and blurs the corners like a blur of the whole image", () => {
    const blurred = fieldBlur({ corners: 1.5 }).forward(image()).dataSync();
    const whole = blur(gaussianKernel(1.5), { boundary: "symmetric" }).forward(image()).dataSync();
    const change = (other: ArrayLike<number>, at: number): number => Math.abs(blurred[at]! - other[at]!);
    const centre = (SIDE / 2) * SIDE + SIDE / 2;
    expect(change(sharp, centre)).toBeLessThan(0.1 * Math.abs(whole[centre]! - sharp[centre]!));
    expect(change(whole, 0)).toBeLessThan(0.1 * Math.abs(whole[0]! - sharp[0]!));
  });

  it("preserves a constant image", () => {
    const flat = tensor4d(new Float32Array(35).fill(90), [1, 5, 7, 1]);
    for (const level of fieldBlur().forward(flat).dataSync()) expect(level).toBeCloseTo(90, 3);
  });

  it("rejects invalid and unknown options", () => {
    expect(() => fieldBlur({ corners: 0 })).toThrow("expected corners above 0, got 0");
    expect(() => fieldBlur({ steps: 1.5 })).toThrow("expected a whole number of steps, 1 or more, got 1.5");
    expect(() => operator({ corner: 2 })).toThrow("expected the options corners and steps, got corner");
    expect(() => operator({ corners: "2" })).toThrow('expected corners to be a number, got "2"');
    expect(operator({ corners: 3 }).name).toBe(fieldBlur({ corners: 3 }).name);
  });
});

describe("restoring an image of a lens with soft corners", () => {
  const photos = restorer({ inline: true, model: "gray-tiny" });
  afterAll(() => photos.dispose());

  it("is best with the actual blur, better than with one blur for the whole image", async () => {
    await setBackend("cpu");
    const soft = fieldBlur().forward(image()).dataSync<"float32">();
    const data = addGaussianNoise(soft, 2, randomStream(3));
    const restored = async (by: ReturnType<typeof blur>): Promise<number> => {
      const measured = { data: Float32Array.from(data), width: SIDE, height: SIDE };
      const { data: found } = await photos.restore(
        measured,
        { operator: by },
        { noiseLevel: 2, iterations: 6 },
      );
      return psnr(sharp, found);
    };
    const own = await restored(fieldBlur());
    expect(own).toBeGreaterThan(psnr(sharp, data) + 2);
    for (const width of [1, 2]) {
      const everywhere = blur(gaussianKernel(width), { boundary: "symmetric" });
      expect(own).toBeGreaterThan((await restored(everywhere)) + 1);
    }
  });
});
