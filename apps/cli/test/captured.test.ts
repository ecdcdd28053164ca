import { addGaussianNoise, randomStream } from "@genericdp/core";
import { cropPlane, pixelImage } from "@genericdp/image";
import type { Plane } from "@genericdp/image";
import { psnr } from "@genericdp/metrics";
import { kernelFromArray, restorer } from "genericdp";
import { readModel } from "@genericdp/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alignPlane } from "../src/evaluation/align-plane.ts";
import { runCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile } from "./scratch.ts";

/** A part, starting at (left, top), of an image that linear interpolation reproduces exactly. */
function part(left: number, top: number, width: number, height: number): Plane {
  const level = (x: number, y: number): number => 20 + 2 * x + 3 * y + (x * y) / 16;
  const data = Float32Array.from({ length: width * height }, (_, i) =>
    level(left + (i % width), top + Math.floor(i / width)),
  );
  return { data, width, height };
}

describe("alignPlane", () => {
  const estimate = part(0, 0, 40, 36);

  it.each([
    [0, 0],
    [3, -5],
    [-4.75, 2.5],
    [0.25, 5],
  ])("finds the part that was shifted by (%d, %d)", (dx, dy) => {
    const truth = part(8 + dx, 8 + dy, 24, 20);
    expect(alignPlane(estimate, truth, 8).data).toEqual(truth.data);
  });

  it("does not shift by more than 5 pixels", () => {
    const truth = part(8, 14, 24, 16);
    expect(alignPlane(estimate, truth, 8).data).not.toEqual(truth.data);
  });
});

const place = scratch();
const session = restorer({ inline: true, model: readModel(smallModelFile()) });
afterAll(() => {
  session.dispose();
  place.remove();
});

const truth = picture(56, 52);
const kernel = kernelFromArray([[1, 2, 1]]);
/** A picture from a camera that moved: the truth, shifted by 2 pixels to the left. */
const captured = Float32Array.from({ length: 56 * 52 }, (_, i) => {
  const [x, y] = [i % 56, Math.floor(i / 56)];
  const at = (offset: number): number => truth.data[y * 56 + Math.min(55, Math.max(0, x + 2 + offset))]!;
  return (at(-1) + 2 * at(0) + at(1)) / 4;
});

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("sharp/a.npy", truth);
  await place.writePicture("sharp/unseen.npy", truth);
  const noisy = new Float32Array(addGaussianNoise(captured, 2, randomStream(7)));
  await place.writePicture("seen/a_k1_img.npy", pixelImage({ data: noisy, width: 56, height: 52 }));
  await place.writePicture("seen/a_k12_img.npy", pixelImage({ data: captured, width: 56, height: 52 }));
  await place.writePicture("kernels/k1.npy", pixelImage({ ...kernel, data: Float32Array.from(kernel.data) }));
  await place.writePicture("small/a_k1.npy", picture(50, 52));
});

async function evaluate(
  ...flags: readonly string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const where = ["--data", "sharp", "--kernel", "kernels", "--model", "small.genericdp"];
  return runCli(["evaluate", "deblur", ...where, ...flags], place.folder);
}

describe("genericdp evaluate deblur --captured", () => {
  it("restores the picture of each image and kernel, and compares them at the best shift", async () => {
    const { code, stdout } = await evaluate("--captured", "seen", "--sigma", "2,auto", "--json");
    expect(code).toBe(0);
    const { images, shave } = JSON.parse(stdout);
    expect(shave).toBe(15);
    expect(images.map(({ name }: { readonly name: string }) => name)).toEqual(["a.npy"]);
    const measured = new Float32Array(addGaussianNoise(captured, 2, randomStream(7)));
    const inner = cropPlane(truth, 15, 15, { width: 26, height: 22 });
    for (const [k, noiseLevel] of ([2, "auto"] as const).entries()) {
      const restored = await session.deblur({ ...truth, data: measured }, { kernel, noiseLevel });
      const expected = psnr(inner.data, alignPlane(restored, inner, 15).data);
      const still = psnr(inner.data, cropPlane(restored, 15, 15, inner).data);
      expect(expected).toBeGreaterThan(still + 5);
      expect(images[0].scores[k].psnr).toBeCloseTo(expected, 6);
    }
  });

  it("names a picture of another size", async () => {
    const { code, stderr } = await evaluate("--captured", "small", "--sigma", "2");
    expect(code).not.toBe(0);
    expect(stderr).toContain("cannot evaluate a.npy: expected 56×52 pixels in a_k1.npy, got 50×52");
  });

  it("reports a missing picture, and the allowed noise levels", async () => {
    const none = await evaluate("--captured", "kernels", "--sigma", "2");
    expect(none.code).not.toBe(0);
    expect(none.stderr).toContain("expected pictures IMAGE_KERNEL");
    const bad = await evaluate("--captured", "seen", "--sigma", "2,much");
    expect(bad.code).not.toBe(0);
    expect(bad.stderr).toContain("expected --sigma to be a noise level above 0, got much");
  });
});
