/*
 * Started by megapixels with an IPC channel: receives a job, denoises one image as often as the job says, and
 * answers with times and memory.
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
  /** Whether the image is denoised only once, without a warm-up. */
  readonly once: boolean;
  readonly repetitions: number;
}

export interface MegapixelRun {
  readonly width: number;
  readonly height: number;
  readonly threads: number;
  readonly timing: Timing;
  /** Extra memory of the first denoising: without the process with its input, and without the output. */
  readonly extraBytes: number;
  /** Peak memory of the whole process, code included, at the end of the first denoising. */
  readonly peakBytes: number;
}

const [message] = await once(process, "message");
const { width, height, noiseLevel, once: single, repetitions } = message as MegapixelJob;
const image = { data: noisyImages(1, height, width), width, height };
const session = restorer({ inline: true });
const { backend } = await session.start();
// Give its threads time to start.
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
        // Measured after the first run: garbage of later runs is not part of the cost of one.
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
