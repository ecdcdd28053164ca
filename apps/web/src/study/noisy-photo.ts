/** Gray levels of a photo, row by row. */
export interface GrayPhoto {
  readonly clean: Float32Array;
  readonly width: number;
  readonly height: number;
}

export async function grayPhoto(url: string): Promise<GrayPhoto> {
  const response = await fetch(url);
  const bitmap = await createImageBitmap(await response.blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d")!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return { clean: Float32Array.from({ length: width * height }, (_, i) => data[4 * i]!), width, height };
}

let unit: Float32Array | undefined;

/**
 * Adds white Gaussian noise to the photo. All levels scale the same noise, so that only its strength changes.
 */
export function noisy({ clean }: GrayPhoto, noiseLevel: number): Float32Array {
  unit ??= clean.map(
    () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()),
  );
  return clean.map((level, i) => level + noiseLevel * unit![i]!);
}
