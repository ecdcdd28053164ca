import { resolve } from "node:path";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import type { PixelImage } from "@genericdp/image";
import { readImage, writeImage } from "@genericdp/image/node";
import { blur, decimation, identity } from "@genericdp/operators";
import { wasm } from "@genericdp/backend-wasm";
import { slice, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { BlurBoundary } from "genericdp";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { checkWritable, isSameFile, makeFolderOf } from "../files.ts";
import { loadKernel } from "../load-kernel.ts";
import { parseNumber, parseInteger } from "../options.ts";
import { loadOperator } from "../plugin/load-plugin.ts";
import { printLine } from "../print.ts";
import { parseReadFlags } from "../read-options.ts";
import type { ReadFlags } from "../read-options.ts";
import { checkOutputName, overwrites } from "../output-name.ts";

export interface DegradeFlags extends ReadFlags {
  readonly kernel?: string;
  readonly boundary: BlurBoundary;
  readonly decimate: string;
  readonly plugin?: string;
  readonly pluginOption?: readonly string[];
  readonly sigma: string;
  readonly seed: string;
  readonly force?: boolean;
}

/** The degradation of an image without the noise. */
type Camera = Pick<LinearOperator, "name" | "forward">;

/**
 * `genericdp degrade IN OUT`: blurs, shrinks and adds noise, in this order, to make test inputs. A plugin
 * replaces blurring and shrinking.
 */
export async function degrade(
  input: string,
  output: string,
  flags: DegradeFlags,
  { stdout, folder }: Context,
): Promise<void> {
  const noiseLevel = parseNumber("--sigma", flags.sigma, 0);
  const seed = parseInteger("--seed", flags.seed, 0);
  const [from, to] = [resolve(folder, input), resolve(folder, output)];
  checkOutputName(output);
  if (flags.force !== true && (await isSameFile(from, to))) {
    throw new UsageError(overwrites(output));
  }
  const camera = await cameraOf(folder, flags);
  const { alpha: _, ...image } = await readImage(from, parseReadFlags(flags));
  await checkWritable(to);
  await wasm().activate();
  const degraded = await measure(image, camera);
  const data = addGaussianNoise(degraded.data, noiseLevel, randomStream(seed));
  await makeFolderOf(to);
  await writeImage(to, { ...degraded, data: new Float32Array(data) });
  const { width, height } = degraded;
  await printLine(stdout, `${input} → ${output}: ${width}×${height}, noise level ${noiseLevel}`);
}

async function cameraOf(folder: string, flags: DegradeFlags): Promise<Camera> {
  const { plugin, pluginOption } = flags;
  if (plugin !== undefined) {
    const operator = await loadOperator(folder, { plugin, ...(pluginOption && { pluginOption }) });
    return operator ?? identity();
  }
  if (pluginOption !== undefined) throw new UsageError("expected --plugin with --plugin-option, got none");
  const { boundary } = flags;
  const factor = parseInteger("--decimate", flags.decimate, 1, 64);
  const blurring =
    flags.kernel === undefined ? identity() : blur(await loadKernel(folder, flags.kernel), { boundary });
  return blurAndSample(blurring, factor);
}

/** Cuts off the rows and columns left over by sampling. */
function blurAndSample(blurring: LinearOperator, factor: number): Camera {
  const sampling = decimation(factor, { phase: Math.floor((factor - 1) / 2) });
  return {
    name: sampling.name,
    forward: (x) => {
      const blurred = blurring.forward(x);
      const [batch, rows, columns, channels] = blurred.shape;
      if (rows < factor || columns < factor) {
        throw new UsageError(
          `expected at least ${factor}×${factor} pixels to keep one of, got ${columns}×${rows}`,
        );
      }
      const whole = [batch, rows - (rows % factor), columns - (columns % factor), channels];
      return sampling.forward(slice(blurred, [0, 0, 0, 0], whole));
    },
  };
}

/** Degrades all channels, as the samples of one batch. */
async function measure(image: PixelImage, { name, forward }: Camera): Promise<PixelImage> {
  const { data, width, height, channels } = image;
  const planar = Float32Array.from({ length: data.length }, (_, i) => {
    const [channel, pixel] = [Math.floor(i / (width * height)), i % (width * height)];
    return data[pixel * channels + channel]!;
  });
  const y = tidy(() => forward(tensor4d(planar, [channels, height, width, 1])));
  const [batch, rows, columns, depth] = y.shape;
  const values = await y.data<"float32">();
  y.dispose();
  if (batch !== channels || depth !== 1) {
    const wanted = `[${channels}, height, width, 1]`;
    throw new Error(`expected ${name} to give each plane a plane, ${wanted}, got [${y.shape}]`);
  }
  const wrong = values.find((level) => !Number.isFinite(level));
  if (wrong !== undefined) throw new Error(`expected ${name} to give finite gray levels, got ${wrong}`);
  const joined = values.map((_, i) => values[(i % channels) * rows * columns + Math.floor(i / channels)]!);
  return { ...image, data: joined, width: columns, height: rows };
}
