import { resolve } from "node:path";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import type { PixelImage } from "@genericdp/image";
import { readImage, writeImage } from "@genericdp/image/node";
import { blur, decimation, identity } from "@genericdp/operators";
import { wasm } from "@genericdp/backend-wasm";
import { slice, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { checkWritable } from "../files.ts";
import { loadKernel } from "../load-kernel.ts";
import { parseNumber, parseWhole } from "../options.ts";
import { printLine } from "../print.ts";
import { checkOutputName } from "../restore-file.ts";
import { parseBoundary } from "../solver-options.ts";

export interface DegradeFlags {
  readonly kernel?: string;
  readonly boundary: string;
  readonly decimate: string;
  readonly sigma: string;
  readonly seed: string;
}

/** `genericdp degrade IN OUT`: blurs, shrinks and adds noise, in this order, to make test inputs. */
export async function degrade(
  input: string,
  output: string,
  flags: DegradeFlags,
  { stdout, folder }: Context,
): Promise<void> {
  const boundary = parseBoundary(flags.boundary);
  const factor = parseWhole("--decimate", flags.decimate, 1, 64);
  const noiseLevel = parseNumber("--sigma", flags.sigma, 0);
  const seed = parseWhole("--seed", flags.seed, 0);
  const [from, to] = [resolve(folder, input), resolve(folder, output)];
  checkOutputName(output);
  const blurring =
    flags.kernel === undefined ? identity() : blur(await loadKernel(folder, flags.kernel), { boundary });
  const sampling = decimation(factor, { phase: Math.floor((factor - 1) / 2) });
  const { alpha: _, ...image } = await readImage(from);
  await checkWritable(to);
  await wasm().activate();
  const degraded = await measure(image, blurring, sampling, factor);
  const data = addGaussianNoise(degraded.data, noiseLevel, randomStream(seed));
  await writeImage(to, { ...degraded, data: new Float32Array(data) });
  const { width, height } = degraded;
  await printLine(stdout, `${input} → ${output}: ${width}×${height}, noise level ${noiseLevel}`);
}

/** Blurs and samples every channel, which is a sample of a batch; rows and columns left over are cut off. */
async function measure(
  image: PixelImage,
  blurring: LinearOperator,
  sampling: LinearOperator,
  factor: number,
): Promise<PixelImage> {
  const { data, width, height, channels } = image;
  const planar = Float32Array.from({ length: data.length }, (_, i) => {
    const [channel, pixel] = [Math.floor(i / (width * height)), i % (width * height)];
    return data[pixel * channels + channel]!;
  });
  const y = tidy(() => {
    const blurred = blurring.forward(tensor4d(planar, [channels, height, width, 1]));
    const [, rows, columns] = blurred.shape;
    if (rows < factor || columns < factor) {
      throw new UsageError(
        `expected at least ${factor}×${factor} pixels to keep one of, got ${columns}×${rows}`,
      );
    }
    const whole = [channels, rows - (rows % factor), columns - (columns % factor), 1] as const;
    return sampling.forward(slice(blurred, [0, 0, 0, 0], [...whole]));
  });
  const [, rows, columns] = y.shape;
  const values = await y.data<"float32">();
  y.dispose();
  const joined = Float32Array.from(
    values,
    (_, i) => values[(i % channels) * rows * columns + Math.floor(i / channels)]!,
  );
  return { ...image, data: joined, width: columns, height: rows };
}
