import { readImage } from "@genericdp/image/node";

/** A picture in gray: colours by the luma weights of ITU-R BT.601. */
interface GrayPicture {
  readonly data: Float64Array;
  readonly width: number;
  readonly height: number;
}

/** Reads a training picture, neither clipped nor rounded. */
export async function readGray(file: string): Promise<GrayPicture> {
  const { data, width, height, channels } = await readImage(file);
  const gray = new Float64Array(width * height).map((_, i) =>
    channels === 1 ? data[i]! : 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!,
  );
  return { data: gray, width, height };
}
