export { denoise } from "./denoise.ts";
export type { DenoiseOptions } from "./denoise.ts";
export { estimateNoiseLevel } from "./estimate-noise-level.ts";
export type { LevelImage, RgbaImage } from "./image-kinds.ts";
export { restorer } from "./restorer.ts";
export type { RestoreOptions, Restorer, RestorerOptions } from "./restorer.ts";
