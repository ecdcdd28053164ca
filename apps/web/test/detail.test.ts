import { analyseNoise, restorer } from "genericdp";
import { describe, expect, it } from "vitest";
import { cutDetail, cutDraft, cutPlane, detailSide } from "../src/app/detail.ts";
import { runTask } from "../src/app/run-task.ts";
import { expectedSeconds } from "../src/app/pace.ts";
import { DEFAULT_SETTINGS, NOISE_RANGE, kernelOf, levelsOf, noiseOf } from "../src/app/settings.ts";
import { INITIAL_STATE } from "../src/app/state.ts";
import type { AppState } from "../src/app/state.ts";
import { checkTaskSize } from "../src/app/task-size.ts";
import { noiseToPlace, placeToNoise } from "../src/panel/noise-scale.ts";
import { cutOut } from "../src/app/cut-out.ts";
import { difference, noisyPhoto } from "./photos.ts";

describe("the detail", () => {
  it.each([
    [0, 0],
    [100, 70],
    [57.3, 31.9],
    [-5, 500],
  ])("around (%f, %f) is a part of the photo, with as much margin as there is", async (x, y) => {
    const photo = await noisyPhoto(101, 83, 10);
    const cut = cutDetail(photo, { x, y }, 20);
    const { image, inner, left, top } = cut;
    expect([inner.width, inner.height]).toEqual([20, 20]);
    const shown = cutOut(image, inner);
    expect(shown).toEqual(cutOut(photo, { ...inner, x: left + inner.x, y: top + inner.y }));
    // Aligned to the grid of JPEG blocks and of the model's coarsest scale, like the whole photo.
    expect([left % 16, top % 16]).toEqual([0, 0]);
    const plane = Uint8Array.from({ length: 101 * 83 }, (_, i) => photo.data[4 * i]!);
    expect(cutPlane(plane, 101, cut)).toEqual(
      Uint8Array.from({ length: image.width * image.height }, (_, i) => image.data[4 * i]!),
    );
  });

  it.each(["denoise", "deblur", "upscale", "deblock"] as const)(
    "of a draft to %s is the same part",
    (task) => {
      const data = Uint8ClampedArray.from({ length: 4 * 301 * 253 }, (_, i) => (i * i) % 251);
      for (const photo of [
        { data, width: 301, height: 253 },
        { data: data.slice(0, 4 * 90 * 41), width: 90, height: 41 },
      ]) {
        for (const scale of task === "upscale" ? [2, 3, 4] : [2]) {
          for (const [x, y] of [
            [0, 0],
            [150, 126],
            [57.3, 31.9],
            [300, 252],
            [290, 13],
          ] as const) {
            const side = detailSide({ task, scale });
            const final = cutDetail(photo, { x, y }, side);
            const isJpeg = task === "deblock";
            const draft = cutDraft(photo, { x, y }, { task, scale }, isJpeg);
            const place = ({ left, top, inner }: typeof final) => ({
              ...inner,
              x: left + inner.x,
              y: top + inner.y,
            });
            expect(place(draft)).toEqual(place(final));
            expect(cutOut(draft.image, draft.inner)).toEqual(cutOut(final.image, final.inner));
            const grid = isJpeg ? 16 : 4;
            expect([draft.left % grid, draft.top % grid]).toEqual([0, 0]);
          }
        }
      }
    },
  );

  it("equals that part of the restored photo", async () => {
    const session = restorer({ inline: true });
    const photo = await noisyPhoto(160, 120, 15);
    const levels = analyseNoise(photo).planes.map(({ level }) => level);
    const settings = { ...DEFAULT_SETTINGS, levels };
    const whole = await runTask(session, { image: photo, known: undefined }, settings);
    const { image, inner, left, top } = cutDetail(photo, { x: 90, y: 66 }, 24);
    const part = await runTask(session, { image, known: undefined }, settings);
    const expected = cutOut(whole, { ...inner, x: left + inner.x, y: top + inner.y });
    const { largest } = difference(cutOut(part, inner), expected);
    expect(largest).toBeLessThanOrEqual(3);
    session.dispose();
  });

  it("is smaller before enlarging, so that the work stays the same", () => {
    expect([2, 3, 4].map((scale) => scale * detailSide({ task: "upscale", scale }))).toEqual([80, 81, 80]);
  });
});

describe("settings", () => {
  it("amounts scale the estimated noise, have a visible effect and stay within the model's range", () => {
    for (const found of [0, 1, 5, 20, 40, 90]) {
      const [light, auto, medium, strong] = (["light", "auto", "medium", "strong"] as const).map((amount) =>
        noiseOf(amount, found, 0),
      );
      if (found > 4) expect(light).toBeLessThanOrEqual(auto!);
      expect(auto).toBeLessThanOrEqual(medium!);
      expect(medium).toBeLessThanOrEqual(strong!);
      expect(medium).toBeGreaterThanOrEqual(8);
      for (const level of [light, auto, medium, strong]) {
        expect(level).toBeGreaterThanOrEqual(NOISE_RANGE.min);
        expect(level).toBeLessThanOrEqual(NOISE_RANGE.max);
      }
    }
    expect(noiseOf("auto", 12.5, 0)).toBe(12.5);
    expect(noiseOf("own", 12.5, 3)).toBe(3);
  });

  it("each plane has its own level, from the amount or from the two sliders", () => {
    expect(levelsOf("auto", [6.2, 9.8, 0.2], [1])).toEqual([6.2, 9.8, 0]);
    expect(levelsOf("strong", [20, 5, 0.2], [1])).toEqual([40, 16, 16]);
    expect(levelsOf("own", [6.2, 9.8, 7], [3, 4, 4])).toEqual([3, 4, 4]);
    expect(levelsOf("own", [6.2, 9.8, 7], [3])).toEqual([3, 3, 3]);
  });

  it("the time for a photo is estimated from its detail", () => {
    const photo = { pixels: { width: 4000, height: 3000 } } as AppState["photo"];
    const pace = { task: "denoise", scale: 2, ensemble: false, secondsPerPixel: 1e-6 } as const;
    const state = { ...INITIAL_STATE, photo, pace };
    expect(expectedSeconds(state)).toBeCloseTo(12, 9);
    expect(expectedSeconds({ ...state, settings: { ...DEFAULT_SETTINGS, task: "upscale" } })).toBeUndefined();
    expect(expectedSeconds({ ...state, settings: { ...DEFAULT_SETTINGS, ensemble: true } })).toBeUndefined();
    expect(expectedSeconds({ ...state, pace: undefined })).toBeUndefined();
  });

  it("the app knows the model's range", async () => {
    const session = restorer({ inline: true });
    expect((await session.start()).denoiser.noiseRange).toEqual(NOISE_RANGE);
    session.dispose();
  });

  it("the noise slider is precise to a tenth of a level, and exact at both ends", () => {
    expect([placeToNoise(0), placeToNoise(1000)]).toEqual([NOISE_RANGE.min, NOISE_RANGE.max]);
    for (let place = 0; place <= 1000; place++) {
      expect(Math.abs(placeToNoise(noiseToPlace(placeToNoise(place))) - placeToNoise(place))).toBeLessThan(
        0.11,
      );
    }
  });

  it("define every kernel, but none for an empty drawing", () => {
    const { kernel } = DEFAULT_SETTINGS;
    for (const kind of ["gaussian", "disk", "motion"] as const) {
      const sum = kernelOf({ ...kernel, kind })!.data.reduce((total, weight) => total + weight, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
    expect(kernelOf({ ...kernel, kind: "drawn" })).toBeUndefined();
    expect(kernelOf({ ...kernel, kind: "drawn", drawn: [0, 0, 0, 0, 0, 0, 0, 0, 0] })).toBeUndefined();
    expect(kernelOf({ ...kernel, kind: "drawn", drawn: [0, 0, 0, 0, 2, 0, 0, 2, 0] })!.data[4]).toBe(0.5);
  });

  it("are rejected if they need too much memory", () => {
    const size = { width: 4000, height: 3000 };
    expect(() => checkTaskSize(size, { task: "denoise", scale: 2 })).not.toThrow();
    expect(() => checkTaskSize(size, { task: "deblur", scale: 2 })).not.toThrow();
    expect(() => checkTaskSize(size, { task: "upscale", scale: 2 })).toThrow(/48 megapixels/);
  });
});
