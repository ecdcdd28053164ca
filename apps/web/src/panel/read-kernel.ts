/** The largest side of a blur, in pixels. */
const MOST = 63;

/**
 * A blur from an image of it: its brightness as weights, in the middle of a black square with an odd side.
 *
 * @throws RangeError for an image that is too large or all black; what decoding throws for no image.
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
