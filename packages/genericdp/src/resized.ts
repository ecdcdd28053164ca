import type { PixelImage } from "@genericdp/image";

type Size = Pick<PixelImage, "width" | "height">;

/** The image with new pixels, of another size perhaps; opacities are then interpolated. */
export function resized(image: PixelImage, data: Float32Array<ArrayBuffer>, size: Size): PixelImage {
  const { alpha } = image;
  if (alpha === undefined || (size.width === image.width && size.height === image.height)) {
    return { ...image, ...size, data };
  }
  return { ...image, ...size, data, alpha: interpolate(alpha, image, size) };
}

/** Linear between the centres of pixels, constant beyond those at the edges. */
function interpolate(plane: Float32Array, from: Size, to: Size): Float32Array<ArrayBuffer> {
  const out = new Float32Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const [top, down] = place(y, to.height, from.height);
    for (let x = 0; x < to.width; x++) {
      const [left, right] = place(x, to.width, from.width);
      const at = (row: number, column: number): number =>
        plane[Math.min(row, from.height - 1) * from.width + Math.min(column, from.width - 1)]!;
      const upper = (1 - right) * at(top, left) + right * at(top, left + 1);
      const lower = (1 - right) * at(top + 1, left) + right * at(top + 1, left + 1);
      out[y * to.width + x] = (1 - down) * upper + down * lower;
    }
  }
  return out;
}

/** The pixel before a place, and how far behind its centre the place is. */
function place(i: number, size: number, sourceSize: number): [number, number] {
  const at = Math.min(Math.max(((i + 0.5) * sourceSize) / size - 0.5, 0), sourceSize - 1);
  return [Math.floor(at), at - Math.floor(at)];
}
