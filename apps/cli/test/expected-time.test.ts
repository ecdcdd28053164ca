import { pixelImage } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { jpegCompressed, masked, noisy } from "genericdp";
import type { LevelImage, Restorer } from "genericdp";
import { describe, expect, it, vi } from "vitest";
import type { DenoiserChoice } from "../src/choose-denoiser.ts";
import { expectedSeconds } from "../src/expected-time.ts";
import type { RestoreTask } from "../src/restore-settings.ts";

const noiseRange = { min: 1, max: 50 };
const denoiser: DenoiserChoice = { name: "gray", noiseRange, options: {}, identity: async () => "" };
const common = { settings: {}, usualSigma: "auto", options: {}, degradation: () => undefined } as const;
const denoising: RestoreTask = { ...common, command: "denoise", onlyNoise: true, about: noisy(), passes: 1 };
const repairing: RestoreTask = {
  ...common,
  command: "inpaint",
  onlyNoise: false,
  about: masked({ width: 1, height: 1, data: [1] }),
  options: { iterations: 7 },
};
const deblocking: RestoreTask = {
  ...common,
  command: "deblock",
  onlyNoise: false,
  about: jpegCompressed({ luma: Array.from({ length: 64 }, () => 9) }),
};

/** Nanoseconds for a pixel of a gray plane, and of three at once. */
const [GRAY, COLOUR] = [2000, 3500];

/** A restorer that takes the time which a clock then shows. */
function timed(): Pick<Restorer, "start" | "denoise"> {
  const start: Restorer["start"] = async () => ({
    backend: { name: "fake", capabilities: { fusedStage: true } },
    denoiser: { name: "gray", noiseRange },
  });
  const denoise = async (image: LevelImage): Promise<LevelImage> => {
    const each = image.data.length === 3 * image.width * image.height ? COLOUR : GRAY;
    vi.advanceTimersByTime((each * image.width * image.height) / 1e6);
    return image;
  };
  return { start, denoise: denoise as Restorer["denoise"] };
}

const [width, height] = [4000, 3000];
const seen = (channels: 1 | 3, grayOnly = false): PixelImage =>
  pixelImage({
    data: Float32Array.from({ length: 4 * channels }, (_, i) => (grayOnly ? 50 : 50 + (i % channels))),
    width: 2,
    height: 2,
    channels,
  });

describe("the expected time is that of the models which will work", () => {
  const megapixels = (width * height) / 1e6;
  it.each([
    ["a gray image, denoised", denoising, seen(1), GRAY],
    ["gray stored as RGB, denoised as one plane", denoising, seen(3, true), GRAY],
    ["colour, denoised at once", denoising, seen(3), COLOUR],
    ["colour, repaired at once in seven iterations", repairing, seen(3), 7 * 1.3 * COLOUR],
    ["gray, repaired", repairing, seen(1), 7 * 1.3 * GRAY],
    ["colour, deblocked plane by plane", deblocking, seen(3), 3 * GRAY],
  ] as const)("%s", async (_, task, sample, nanoseconds) => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const { channels, bitDepth } = sample;
    const facts = { width, height, channels, bitDepth };
    const noise = { noiseLevel: 12 };
    const work = { task, denoiser, scale: 1, noise, sample };
    const seconds = await expectedSeconds(timed(), facts, work);
    vi.useRealTimers();
    expect(seconds).toBeCloseTo((nanoseconds * megapixels * 1e6) / 1e9, 0);
  });
});
