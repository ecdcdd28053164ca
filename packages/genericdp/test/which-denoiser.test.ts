import { afterAll, describe, expect, it } from "vitest";
import { denoise, motionKernel, restorer } from "../src/index.ts";
import type { DenoiserFacts, LevelImage, Restorer } from "../src/index.ts";
import { noisyPicture } from "./pictures.ts";
import { smallModel } from "./small-model.ts";

const [width, height] = [24, 20];
const gray = noisyPicture(width, height, 1, 10);
const colour = noisyPicture(width, height, 3, 10);
const grayAsRgb: LevelImage = { ...colour, data: colour.data.map((_, i) => gray.data[Math.floor(i / 3)]!) };
const known = Uint8Array.from({ length: width * height }, (_, i) => (i % 9 === 4 ? 0 : 1));

interface Listening {
  readonly onDenoiser: (facts: DenoiserFacts) => void;
}

/** Each task with the model that does it, by the documentation of `restorer`. */
const TASKS: Readonly<
  Record<string, readonly [string, (by: Restorer, told: Listening) => Promise<unknown>]>
> = {
  "gray, denoised": ["gray", (by, told) => by.denoise(gray, { noiseLevel: 9, ...told })],
  "gray stored as RGB, denoised": ["gray", (by, told) => by.denoise(grayAsRgb, { noiseLevel: 9, ...told })],
  "colour, denoised": ["colour", (by, told) => by.denoise(colour, { noiseLevel: 9, ...told })],
  "colour, denoised at three levels": [
    "photo",
    (by, told) => by.denoise(colour, { noiseLevel: [5, 9, 9], ...told }),
  ],
  "colour, deblurred": [
    "colour",
    (by, told) => by.deblur(colour, { kernel: motionKernel(3, 0), noiseLevel: 4, iterations: 1, ...told }),
  ],
  "colour, repaired": ["colour", (by, told) => by.inpaint(colour, { known, iterations: 1, ...told })],
  "colour, enlarged": ["generic", (by, told) => by.upscale(colour, { scale: 2, noiseLevel: 2, ...told })],
  "colour, deblocked": ["generic", (by, told) => by.deblock(colour, { jpegQuality: 30, ...told })],
};

const sessions = { "this thread": restorer({ inline: true }), "a thread": restorer() };
afterAll(() => Object.values(sessions).forEach((session) => session.dispose()));

describe.each(Object.keys(sessions) as (keyof typeof sessions)[])(
  "the denoiser that works in %s",
  (where) => {
    it.each(Object.entries(TASKS))("is told: %s", async (_, [name, run]) => {
      const told: DenoiserFacts[] = [];
      await run(sessions[where], { onDenoiser: (facts) => void told.push(facts) });
      expect(told).toMatchObject([{ name }]);
    });

    it("is not told where nothing is done", async () => {
      const told: DenoiserFacts[] = [];
      const onDenoiser = (facts: DenoiserFacts): void => void told.push(facts);
      expect(await sessions[where].denoise(colour, { noiseLevel: [0, 0, 0], onDenoiser })).toEqual(colour);
      expect(told).toEqual([]);
    });
  },
);

it("a model of one's own is told as such", async () => {
  const told: string[] = [];
  const onDenoiser = ({ name }: DenoiserFacts): void => void told.push(name);
  await denoise(colour, { model: smallModel(), noiseLevel: 9, inline: true, onDenoiser });
  expect(told).toEqual(["small"]);
});
