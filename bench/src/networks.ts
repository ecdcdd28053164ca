import { wasm } from "@genericdp/backend-wasm";
import { multiplyAdds, writeModel } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import { restorer } from "genericdp";
import sharp from "sharp";
import { dncnn } from "./dncnn.ts";
import { measure } from "./measure.ts";
import type { Contender } from "./measure.ts";
import { onnxNetwork } from "./onnx-runtime.ts";
import type { OnnxPackage } from "./onnx-runtime.ts";
import type { Report } from "./report.ts";
import { noisyImages } from "./workload.ts";

const [WIDTH, HEIGHT] = [512, 512];
const NOISE_LEVEL = 25;
/**
 * In this order, because the two share a registry: if onnxruntime-web loads first, its WebAssembly serves
 * both.
 */
const ONNX_PACKAGES: readonly OnnxPackage[] = ["onnxruntime-node", "onnxruntime-web"];

interface Denoiser extends Contender {
  /** Size of the learned weights as stored, in bytes. */
  readonly bytes: number;
  readonly multiplyAddsPerPixel: number;
}

/** The cost of one image on one thread: with our models, a large network, and a filter without learning. */
export async function networks(repetitions = 3): Promise<Report> {
  const image = { data: noisyImages(1, HEIGHT, WIDTH), width: WIDTH, height: HEIGHT };
  const backend = wasm({ threads: 1 });
  const ours = (name: string, model: Model): Denoiser => {
    const photos = restorer({ model, backend });
    return {
      name,
      bytes: writeModel(model, { precision: "f16" }).length,
      multiplyAddsPerPixel: multiplyAdds(model.architecture),
      run: async () => void (await photos.denoise(image, { noiseLevel: NOISE_LEVEL })),
    };
  };
  const theirs = await onnxDenoisers(image.data);
  const denoisers = [
    ours("gray", grayModel()),
    ours("gray-tiny", grayTinyModel()),
    ...theirs,
    medianFilter(image.data),
  ];
  const timings = await measure(denoisers, repetitions);
  backend.release();
  const gray = timings[0]!;
  return {
    name: "networks",
    measures: `${WIDTH}×${HEIGHT} gray pixels on one thread`,
    rows: timings.map(({ name, median, wallMedian, times, wallTimes }, i) => ({
      name,
      milliseconds: median,
      "MP/s": (WIDTH * HEIGHT) / median / 1e3,
      "times gray's time": median / gray.median,
      "kB of weights": denoisers[i]!.bytes / 1e3,
      "multiply-adds a pixel": denoisers[i]!.multiplyAddsPerPixel,
      "milliseconds by the clock": wallMedian,
      times,
      wallTimes,
    })),
    notes: [
      "DnCNN's size: 17 convolutions 3×3 of 64 channels, random weights; " +
        "what it would restore is not compared",
      "sharp's median filter is a classical one that learned nothing, and by far a weaker denoiser",
      ...(theirs.length < ONNX_PACKAGES.length
        ? ["not in the folder GENERICDP_BENCH_MODULES, so left out: an ONNX Runtime (README)"]
        : []),
    ],
  };
}

/** The network in each of ONNX Runtime's packages that is available. */
async function onnxDenoisers(plane: Float32Array): Promise<Denoiser[]> {
  const { file, parameters, multiplyAddsPerPixel } = dncnn(WIDTH, HEIGHT);
  const unitPlane = plane.map((level) => level / 255);
  const denoisers: Denoiser[] = [];
  const results: Float32Array[] = [];
  for (const name of ONNX_PACKAGES) {
    const network = await onnxNetwork(name, file, { shape: [1, 1, HEIGHT, WIDTH] });
    if (network === undefined) continue;
    results.push(await network(unitPlane));
    denoisers.push({
      name: `DnCNN's size, ${name}`,
      bytes: 4 * parameters,
      multiplyAddsPerPixel,
      // The run above was the warm-up.
      once: true,
      run: async () => void (await network(unitPlane)),
    });
  }
  checkAgreement(results, unitPlane);
  return denoisers;
}

/**
 * Checks that something was computed and that all results agree; otherwise the times would be meaningless.
 */
function checkAgreement(results: readonly Float32Array[], plane: Float32Array): void {
  for (const result of results) {
    const apart = largestDifference(result, results[0]!);
    const change = largestDifference(result, plane);
    if (change > 0 && change < 100 && apart < 1e-3 * change) continue;
    throw new Error(`bench: expected networks to agree, but they are ${apart} apart and change ${change}`);
  }
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

function medianFilter(plane: Float32Array): Denoiser {
  const bytes = Uint8ClampedArray.from(plane);
  const raw = { width: WIDTH, height: HEIGHT, channels: 1 } as const;
  return {
    name: "median 5×5, sharp",
    bytes: 0,
    multiplyAddsPerPixel: 0,
    prepare: async () => void sharp.concurrency(1),
    run: async () => void (await sharp(bytes, { raw }).median(5).raw().toBuffer()),
  };
}
