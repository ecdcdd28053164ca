import { asPixels } from "./drawables.ts";
import type { InputImage, Pixels, RawImage, RestoredImage } from "./image-kinds.ts";
import type { PixelLimit } from "./options.ts";

/** Converts an image to another one. Pixels keep their kind, drawables give an `ImageData`. */
export interface ImageTask<Options extends readonly unknown[]> {
  <Image extends Pixels | RawImage>(image: Image, ...options: Options): Promise<Image>;
  <Image extends InputImage>(image: Image, ...options: Options): Promise<RestoredImage<Image>>;
}

/** Extends a task for pixels to any kind of image, which is read before the call returns its promise. */
export function imageTask<Options extends readonly unknown[]>(
  task: <Image extends Pixels>(image: Image, ...options: Options) => Promise<Image>,
): ImageTask<Options> {
  return run;

  function run<Image extends Pixels | RawImage>(image: Image, ...options: Options): Promise<Image>;
  function run<Image extends InputImage>(image: Image, ...options: Options): Promise<RestoredImage<Image>>;
  async function run(image: InputImage, ...options: Options): Promise<Pixels | RawImage> {
    // Options are last; a degradation without options has no limit of its own.
    const limit = (options.at(-1) ?? {}) as PixelLimit;
    const restored = await task(asPixels(image, limit), ...options);
    if (!isRaw(image)) return restored;
    const { data, width, height } = restored;
    const info = { ...image.info, width, height, ...("size" in image.info && { size: data.length }) };
    return { ...image, data: data as RawImage["data"], info };
  }
}

function isRaw(image: InputImage): image is RawImage {
  return "info" in image;
}
