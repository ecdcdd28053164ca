import { checkPixelCount } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { downscaled } from "genericdp";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { fingerprint } from "./fingerprint.ts";
import { loadKernel } from "./load-kernel.ts";
import { parseReadFlags } from "./read-options.ts";
import type { VerbTask } from "./restore-settings.ts";
import type { VerbFlags } from "./verbs.ts";

type Size = Pick<PixelImage, "width" | "height">;

/** The largest factor. */
const MOST = 8;

/** The task of `upscale`, from a factor or the target width or height. */
export async function upscaling(flags: VerbFlags, { folder }: Context): Promise<VerbTask> {
  const { scale, width, height } = flags;
  if (scale === undefined && width === undefined && height === undefined) {
    throw new UsageError("expected one of --scale, --width and --height");
  }
  const kernel = flags.kernel === undefined ? undefined : await loadKernel(folder, flags.kernel);
  if (kernel !== undefined && (scale === undefined || !Number.isInteger(scale))) {
    throw new UsageError("expected a whole --scale with --kernel");
  }
  const { maxPixels } = parseReadFlags(flags);
  const checked = (by: number, size: Size, input: string): number => {
    const result = { width: Math.round(by * size.width), height: Math.round(by * size.height) };
    checkPixelCount(result, maxPixels, `cannot enlarge ${input} by ${Number(by.toPrecision(3))}`);
    return by;
  };
  const factor = (image: Size, input: string): number => {
    if (scale !== undefined) return checked(scale, image, input);
    const [side, wanted] = width === undefined ? (["height", height] as const) : (["width", width] as const);
    const found = wanted! / image[side];
    if (found > 1 && found <= MOST) return checked(found, image, input);
    const range = `above ${image[side]}, the ${side} of ${input}, and at most ${MOST * image[side]}`;
    throw new UsageError(`expected --${side} ${range}, got ${wanted}`);
  };
  return {
    scale: factor,
    settings: {
      ...(scale !== undefined && { scale }),
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      kernel: kernel === undefined ? "bicubic" : fingerprint(kernel),
    },
    about: downscaled(scale ?? 2, kernel),
    degradation: (image, input) => downscaled(factor(image, input), kernel),
    // An enlarged black-and-white image has gray edges.
    finish: (image) => (image.bitDepth === 1 ? { ...image, bitDepth: 8 } : image),
  };
}
