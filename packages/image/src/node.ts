export { encodeImage } from "./encode-image.ts";
export type { EncodeImageOptions } from "./encode-image.ts";
export { ImageReadError, ImageWriteError } from "./image-errors.ts";
export type { ImageErrorCode } from "./image-errors.ts";
export { readImage } from "./read-image.ts";
export type { ReadImageOptions } from "./read-image.ts";
export { formatOfName } from "./sniff-format.ts";
export { writeImage } from "./write-image.ts";
export type { WriteImageOptions } from "./write-image.ts";
