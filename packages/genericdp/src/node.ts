export {
  analyseNoise,
  deblock,
  deblur,
  denoise,
  despeckle,
  estimateNoiseLevel,
  examine,
  inpaint,
  restore,
  upscale,
} from "./node/file-tasks.ts";
export type { ImageSource, ReadSourceOptions } from "./node/read-source.ts";
export type { RestoredFile } from "./node/restored-file.ts";
