import { asPixels } from "./drawables.ts";
import type { InputImage, LevelImage, RestoredImage, RgbaImage } from "./image-kinds.ts";

/** Makes an image of an image. Pixels come back as what they came in, drawables as an `ImageData`. */
export interface ImageTask<Options extends readonly unknown[]> {
  <Image extends RgbaImage | LevelImage>(image: Image, ...options: Options): Promise<Image>;
  <Image extends InputImage>(image: Image, ...options: Options): Promise<RestoredImage<Image>>;
}

/** A task of pixels as a task of any kind of image, which is read before the call returns its promise. */
export function imageTask<Options extends readonly unknown[]>(
  task: <Image extends RgbaImage | LevelImage>(image: Image, ...options: Options) => Promise<Image>,
): ImageTask<Options> {
  return run;

  function run<Image extends RgbaImage | LevelImage>(image: Image, ...options: Options): Promise<Image>;
  function run<Image extends InputImage>(image: Image, ...options: Options): Promise<RestoredImage<Image>>;
  async function run(image: InputImage, ...options: Options): Promise<RgbaImage | LevelImage> {
    return task(asPixels(image), ...options);
  }
}
