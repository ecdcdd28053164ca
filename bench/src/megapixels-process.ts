/*
 * Started by megapixels with an IPC channel: gets a job, denoises one image as often as it says and answers
 * with times and memory.
 */
import { once } from "node:events";
import { restorer } from "genericdp";
import { measure } from "./measure.ts";
import type { Timing } from "./measure.ts";
import { noisyImages } from "./workload.ts";

export interface MegapixelJob {
  readonly width: number;
  readonly height: number;
  readonly noiseLevel: number;
  /** Whether the image is denoised once, without warming up. */
  readonly once: boolean;
  readonly repetitions: number;
}

export interface MegapixelRun {
  readonly width: number;
  readonly height: number;
  readonly threads: number;
  readonly timing: Timing;
  /** What the first denoising took beyond the process with its input, without the output. */
  readonly extraBytes: number;
  /** The most that the process had, code and all, by the end of the first denoising. */
  readonly peakBytes: number;
}

const [message] = await once(process, "message");
const { width, height, noiseLevel, once: single, repetitions } = message as MegapixelJob;
const image = { data: noisyImages(1, height, width), width, height };
const session = restorer({ inline: true });
const { backend } = await session.start();
// Its threads come up beside it.
await new Promise((resolve) => setTimeout(resolve, 500));
const before = peakBytes();
let after: number | undefined;
let outputBytes = 0;
const [timing] = await measure(
  [
    {
      name: "gray",
      once: single,
      run: async () => {
        const clean = await session.denoise(image, { noiseLevel });
        // What later runs leave behind for the garbage collector is not what one takes.
        after ??= peakBytes();
        outputBytes = clean.data.byteLength;
      },
    },
  ],
  repetitions,
);
const run: MegapixelRun = {
  width,
  height,
  threads: backend.capabilities.threads ?? 1,
  timing: timing!,
  extraBytes: after! - before - outputBytes,
  peakBytes: after!,
};
process.send!(run, () => process.exit());

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
