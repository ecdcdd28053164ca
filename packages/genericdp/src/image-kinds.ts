/**
 * Pixels as a canvas has them: `4·width·height` bytes, red, green, blue and alpha, row by row, not
 * premultiplied. An `ImageData` is one.
 */
export interface RgbaImage {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/**
 * Pixels as numbers: `height × width × channels` gray levels 0..255, row by row, channels interleaved.
 * Levels outside 0..255 are fine: noise goes there.
 */
export interface LevelImage {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
  /** 1: gray; 3: red, green, blue. Found from the length of `data` unless given. */
  readonly channels?: 1 | 3;
}
