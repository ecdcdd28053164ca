export { imageFromNpy, imageToNpy } from "./npy-image.ts";
export { decodeNpy, encodeNpy } from "./npy.ts";
export type { NpyArray } from "./npy.ts";
export type { NpyDtype } from "./npy-header.ts";
export { fromOpponent, toOpponent } from "./opponent.ts";
export type { OpponentPlanes } from "./opponent.ts";
export { pixelImage } from "./pixel-image.ts";
export type { BitDepth, ImageFormat, PixelImage, PixelImageInit } from "./pixel-image.ts";
