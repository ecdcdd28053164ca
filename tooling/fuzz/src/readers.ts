import { crc32 } from "node:zlib";
import { imageFromNpy, stripMetadata } from "@genericdp/image";
import { ImageReadError, readFrames, readImage, readLargeImage } from "@genericdp/image/node";
import { importModel } from "@genericdp/interchange";
import { ModelFormatError, readModel } from "@genericdp/model";
import { parseRecipe } from "@genericdp/training";
import { exportedModels, imageFiles, modelFiles, npyFiles, recipeFiles, tnrdFiles } from "./seed-files.ts";

/** A file reader and its documented errors. */
export interface Reader {
  readonly name: string;
  /** Valid files. */
  readonly seeds: () => Promise<readonly Uint8Array[]> | readonly Uint8Array[];
  readonly read: (bytes: Uint8Array) => unknown;
  /** Whether an error is documented. */
  readonly refuses: (error: unknown) => boolean;
  /** Whether a checksum covers the whole file, so that no mutated file is accepted. */
  readonly sealed?: boolean;
}

/** Images above this size are rejected before they are decoded. */
const MAX_PIXELS = 2 ** 22;

export const readers: readonly Reader[] = [
  {
    name: "readModel",
    seeds: modelFiles,
    read: (bytes) => readModel(bytes),
    refuses: (error) => error instanceof ModelFormatError,
    sealed: true,
  },
  {
    name: "readModel, behind its checksum",
    seeds: modelFiles,
    read: (bytes) => readModel(withChecksum(bytes)),
    refuses: (error) => error instanceof ModelFormatError,
  },
  {
    name: "importModel",
    seeds: () => [...tnrdFiles(), ...exportedModels()],
    read: (bytes) => importModel(bytes, "fuzz_sigma=25.mat"),
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
    name: "readFrames and stripMetadata",
    seeds: imageFiles,
    read: async (bytes) => {
      const { frames } = await readFrames(bytes, { maxPixels: MAX_PIXELS });
      return frames.map((frame) => stripMetadata(frame, "gps"));
    },
    refuses: (error) => error instanceof ImageReadError,
  },
  {
    name: "readLargeImage",
    // Without BMP and float images, which it does not support.
    seeds: async () => (await imageFiles()).slice(0, 13),
    read: async (bytes) => {
      const image = await readLargeImage(bytes, { maxPixels: MAX_PIXELS });
      return image.read({ left: 0, top: 0, width: 1, height: 1 });
    },
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

/**
 * A model file, damaged or not, with a correct checksum: the CRC-32 of everything before its last four bytes.
 */
function withChecksum(bytes: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(bytes);
  const end = bytes.length - 4;
  if (end >= 0) new DataView(sealed.buffer).setUint32(end, crc32(sealed.subarray(0, end)), true);
  return sealed;
}
