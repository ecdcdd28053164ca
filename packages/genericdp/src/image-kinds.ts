import type { JpegTables } from "@genericdp/image";

interface FromJpeg {
  /** Quantisation of the JPEG that the pixels come from, if any; improves the estimate of their noise. */
  readonly jpeg?: JpegTables;
}

/**
 * Pixels in the format of a canvas: `4·width·height` bytes, red, green, blue and alpha, row by row, not
 * premultiplied. An `ImageData` is one.
 */
export interface RgbaImage extends FromJpeg {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/**
 * Pixels as numbers: `height × width × channels` gray levels 0..255, row by row, channels interleaved. Noise
 * may exceed 0..255.
 */
export interface LevelImage extends FromJpeg {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
  /** 1: gray; 3: red, green, blue. Default: by the length of `data`. */
  readonly channels?: 1 | 3;
}

/**
 * Pixels as integers, a `Buffer` too: `height × width × channels` bytes, or numbers of 16 bits, row by row,
 * channels interleaved. They come back clipped and rounded.
 */
export interface IntegerImage extends FromJpeg {
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  /**
   * 1: gray; 2: gray and alpha; 3: red, green, blue; 4: red, green, blue and alpha. Default: by the length of
   * `data`.
   */
  readonly channels?: 1 | 2 | 3 | 4;
}

/** Raw pixels of sharp: `await sharp(file).raw().toBuffer({ resolveWithObject: true })`. */
export interface RawImage {
  readonly data: Uint8Array | Uint16Array;
  readonly info: {
    readonly width: number;
    readonly height: number;
    readonly channels: 1 | 2 | 3 | 4;
  };
}

/** Pixels of every kind. */
export type Pixels = RgbaImage | LevelImage | IntegerImage;

/** The numbers of any kind of pixels. */
export type PixelArray = Pixels["data"];

/** Instances of a class of the browser; `never` where the type library does not have it, as in Node. */
type Dom<Name extends string> =
  typeof globalThis extends Record<Name, { prototype: infer Instance }> ? Instance : never;

/**
 * A drawable of the browser. It is read through a separate canvas, as sRGB bytes; a video frame at its
 * display size.
 */
export type DrawableImage =
  | Dom<"HTMLCanvasElement">
  | Dom<"OffscreenCanvas">
  | Dom<"ImageBitmap">
  | Dom<"VideoFrame">;

/** Every kind of image that can be restored. */
export type InputImage = Pixels | RawImage | DrawableImage;

/** Type of the result: pixels keep their kind, drawables give an `ImageData`. */
export type RestoredImage<Image extends InputImage> = Image extends Pixels | RawImage
  ? Image
  : Dom<"ImageData">;
