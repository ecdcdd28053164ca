import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { webgpu } from "@genericdp/backend-webgpu";
import { diffusionStage, diffusionStageGradient, packStageInputs } from "@genericdp/core";
import type { Backend, StageInputs } from "@genericdp/core";
import { multiplyAdds } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import { nodeGpu } from "@genericdp/node-gpu";
import { backendLaws } from "@genericdp/testing";
import { backend as tfjsBackend, dispose, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import { restorer } from "genericdp";
import { gpuLimits } from "./gpu-limits.ts";
import { measure } from "./measure.ts";
import type { Report, Row } from "./report.ts";
import { multiplyAdds as stageMultiplyAdds, noisyImages, plainStages } from "./workload.ts";

const NOISE_LEVEL = 25;
/** What has not started by then is skipped, with a note. This limits the whole run to eight minutes. */
const DEADLINE_SECONDS = 360;
const BANK = { stages: 1, count: 48, size: 7 };

interface Sizes {
  /** Sizes of the pictures, in megapixels. */
  readonly megapixels: readonly number[];
  readonly patches: number;
  readonly side: number;
}

const FULL: Sizes = { megapixels: [1, 12, 24], patches: 64, side: 90 };
/** For software adapters, where the question is only whether everything runs. */
const SMALL: Sizes = { megapixels: [0.004], patches: 2, side: 24 };

/** Checks a GPU's results and measures its speed, by wall-clock time. */
export async function gpu(repetitions = 3): Promise<Report> {
  const started = performance.now();
  const { adapter, unavailable } = await nodeGpu();
  if (adapter === undefined) throw new Error(`bench: ${unavailable}`);
  const software = /swiftshader|llvmpipe|\bcpu\b/i.test(adapter);
  const { megapixels, patches, side } = software ? SMALL : FULL;
  const backend = webgpu();
  await backend.activate();
  const { device } = tfjsBackend() as WebGPUBackend;
  const notes: string[] = [];
  const rows: Row[] = [];

  const limits = await gpuLimits(device, software ? 1e7 : 5e11);
  notes.push(
    `at most ${(limits.multiplyAdds / 1e9).toPrecision(4)} GMAC/s in float32, ` +
      `and ${(limits.bytes / 1e9).toPrecision(4)} GB/s copied (read and written)`,
  );

  const broken = await brokenLaws(backend);
  notes.push(
    `conformance: ${backendLaws.length - broken.length} of ${backendLaws.length} laws hold`,
    ...broken,
  );

  const add = async (name: string, macs: number, run: () => Promise<void>): Promise<void> => {
    if ((performance.now() - started) / 1e3 > DEADLINE_SECONDS) {
      notes.push(`${name}: left out, the time is up`);
      return;
    }
    const [timing] = await measure([{ name, run }], repetitions);
    const { median, times, wallMedian, wallTimes } = timing!;
    rows.push({
      name,
      milliseconds: median,
      "milliseconds by the clock": wallMedian,
      "GMAC/s": macs / wallMedian / 1e6,
      "of the most": (1e3 * macs) / wallMedian / limits.multiplyAdds,
      times,
      wallTimes,
    });
  };

  const photos = restorer({ backend });
  try {
    const perPixel = multiplyAdds(grayModel().architecture);
    for (const size of megapixels) {
      const height = Math.round(Math.sqrt((size * 1e6) / 1.5));
      const width = Math.round((size * 1e6) / height);
      const pixels = width * height;
      const plane = noisyImages(1, height, width);
      await add(`gray, ${size} MP`, perPixel * pixels, async () => {
        await photos.denoise({ data: plane, width, height }, { noiseLevel: NOISE_LEVEL });
      });
      const data = Float32Array.from({ length: 3 * pixels }, (_, i) => plane[Math.floor(i / 3)]!);
      // As three planes with the gray model: the shaders do not support stages with several channels.
      await add(`colour in three planes, ${size} MP`, 3 * perPixel * pixels, async () => {
        await photos.denoise({ data, width, height, channels: 3 }, { noiseLevel: NOISE_LEVEL });
      });
    }
  } finally {
    await photos.dispose();
  }

  await backend.activate();
  const inputs = trainingStage(patches, side);
  const dy = tensor4d(noisyImages(patches, side, side), inputs.x.shape);
  const work = 7 * stageMultiplyAdds(BANK, patches * side ** 2);
  await add(`a stage and its gradient, ${patches} patches of ${side}×${side}`, work, async () => {
    const made = [diffusionStage(inputs), ...diffusionStageGradient(dy, inputs)];
    // The queue runs in order: when the last result is there, everything is done.
    await made.at(-1)!.data();
    dispose(made);
  });
  dispose([dy, ...packStageInputs(inputs)]);
  backend.release();

  return {
    // Saved under another name: times of a software adapter say nothing about a GPU.
    name: software ? "gpu-software" : "gpu",
    measures: `on ${adapter}, by the clock: gray, and ${BANK.count} filters ${BANK.size}×${BANK.size}`,
    rows,
    notes,
    bar: { text: "the conformance suite", held: broken.length === 0 },
  };
}

async function brokenLaws(backend: Backend): Promise<string[]> {
  const broken: string[] = [];
  for (const law of backendLaws) {
    await backend.activate();
    try {
      await law.check(backend);
    } catch (error) {
      broken.push(`BROKEN: ${law.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await backend.activate();
  return broken;
}

/** A stage as in training, as tensors of the current backend. */
function trainingStage(batch: number, side: number): StageInputs {
  const [stage] = plainStages(BANK, batch, side, side);
  const { x, reaction, gain, scales } = stage!;
  const shape = [batch, side, side, 1] as const;
  return {
    x: tensor4d(x, [...shape]),
    observation: tensor4d(x, [...shape]),
    reaction: tensor2d(reaction, [batch, 1]),
    gain: tensor2d(gain, [batch, 1]),
    scales: scales.map(({ block, channels, radius, count, size, nodes, filters, influence }) => ({
      block,
      channels,
      radius,
      filters: tensor4d(filters, [count, size, size, channels.length]),
      influence: tensor2d(influence, [count, nodes]),
    })),
  };
}
