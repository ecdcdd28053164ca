import { imageFromNpy } from "@genericdp/image";
import { ImageReadError, readImage } from "@genericdp/image/node";
import { ModelFormatError, readModel } from "@genericdp/model";
import { parseRecipe } from "@genericdp/training";
import { imageFiles, modelFiles, npyFiles, recipeFiles } from "./seed-files.ts";

/** Something that reads a file, and what it says of one that it cannot read. */
export interface Reader {
  readonly name: string;
  /** Valid files. */
  readonly seeds: () => Promise<readonly Uint8Array[]> | readonly Uint8Array[];
  readonly read: (bytes: Uint8Array) => unknown;
  /** Whether an error is one that is documented. */
  readonly refuses: (error: unknown) => boolean;
}

/** Images are read whole: what a header promises beyond this is refused before it is decoded. */
const MAX_PIXELS = 2 ** 22;

export const readers: readonly Reader[] = [
  {
    name: "readModel",
    seeds: modelFiles,
    read: (bytes) => readModel(bytes),
    refuses: (error) => error instanceof ModelFormatError,
  },
  {
    name: "imageFromNpy",
    seeds: npyFiles,
    read: (bytes) => imageFromNpy(bytes),
    refuses: (error) =>
      error instanceof RangeError && /^(decodeNpy|imageFromNpy|image): /.test(error.message),
  },
  {
    name: "readImage",
    seeds: async () => [...npyFiles(), ...(await imageFiles())],
    read: (bytes) => readImage(bytes, { maxPixels: MAX_PIXELS }),
    refuses: (error) => error instanceof ImageReadError,
  },
  {
    name: "parseRecipe",
    seeds: recipeFiles,
    read: (bytes) => parseRecipe(JSON.parse(new TextDecoder().decode(bytes))),
    refuses: (error) =>
      error instanceof SyntaxError ||
      ((error instanceof TypeError || error instanceof RangeError) &&
        /^(recipe|architecture|phase[^:]*): /.test(error.message)),
  },
];
