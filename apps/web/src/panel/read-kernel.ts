/** Maximal side of a blur kernel, in pixels. */
const MOST = 63;

/**
 * Reads a blur kernel from an image: brightness gives the weights, centred in a black square with an odd
 * side.
 *
 * @throws RangeError if the image is too large or completely black; the decoder's error if the file is not an
 * image.
 */
export async function readKernel(file: Blob): Promise<number[]> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  if (Math.max(width, height) > MOST)
    throw new RangeError(`expected at most ${MOST} pixels, got ${width}×${height}`);
  const side = Math.max(width, height) | 1;
  const context = new OffscreenCanvas(side, side).getContext("2d")!;
  context.drawImage(bitmap, (side - width) >> 1, (side - height) >> 1);
  const { data } = context.getImageData(0, 0, side, side);
  const weights = Array.from(
    { length: side * side },
    (_, i) => (data[4 * i]! + data[4 * i + 1]! + data[4 * i + 2]!) / 765,
  );
  if (!weights.some((weight) => weight > 0)) throw new RangeError("expected a bright spot, got black");
  return weights;
}
