import type { PixelImage } from "@genericdp/image";

/** Side of a crop in pixels of the restored image, how much it is magnified, and the space between crops. */
const [CROP, ZOOM, GAP] = [192, 2, 8];
const WHITE = 255;

/** The path of the preview of an image file, next to it. */
export function previewName(output: string): string {
  return output.replace(/\.[^.]*$/, "") + ".preview.png";
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Magnified crops of an image before (left) and after (right): at the positions with the most, a medium
 * amount and the least detail of the restored image. Small images have fewer crops.
 */
export function previewSheet(before: PixelImage, after: PixelImage): PixelImage {
  const [w, h] = [Math.min(CROP, after.width), Math.min(CROP, after.height)];
  const byDetail = places(after, w, h).toSorted((a, b) => detail(after, b, w, h) - detail(after, a, w, h));
  const last = byDetail.length - 1;
  const chosen = [...new Set([0, Math.floor(last / 2), last])].map((i) => byDetail[i]!);
  const width = 2 * ZOOM * w + 3 * GAP;
  const height = chosen.length * (ZOOM * h + GAP) + GAP;
  const { channels } = after;
  const data = new Float32Array(width * height * channels).fill(WHITE);
  const draw = (image: PixelImage, place: Place, left: number, top: number): void => {
    for (let y = 0; y < ZOOM * h; y++) {
      for (let x = 0; x < ZOOM * w; x++) {
        // The same part of the scene; if the image is smaller, its pixels are shown enlarged.
        const column = Math.floor(((place.x + x / ZOOM) * image.width) / after.width);
        const row = Math.floor(((place.y + y / ZOOM) * image.height) / after.height);
        for (let c = 0; c < channels; c++) {
          data[((top + y) * width + left + x) * channels + c] =
            image.data[(row * image.width + column) * channels + c]!;
        }
      }
    }
  };
  chosen.forEach((place, i) => {
    const top = GAP + i * (ZOOM * h + GAP);
    draw(before, place, GAP, top);
    draw(after, place, 2 * GAP + ZOOM * w, top);
  });
  return { data, width, height, channels, bitDepth: 8, ...(after.icc && { icc: after.icc }) };
}

/** The positions of non-overlapping crops inside the image. */
function places({ width, height }: PixelImage, w: number, h: number): Place[] {
  const [columns, rows] = [Math.floor(width / w), Math.floor(height / h)];
  return Array.from({ length: columns * rows }, (_, i) => ({
    x: w * (i % columns),
    y: h * Math.floor(i / columns),
  }));
}

/** Sum of differences between neighbours, in every other row. */
function detail({ data, width, channels }: PixelImage, { x, y }: Place, w: number, h: number): number {
  let sum = 0;
  for (let row = y; row < y + h; row += 2) {
    const start = (row * width + x) * channels;
    for (let i = start; i < start + (w - 1) * channels; i++) sum += Math.abs(data[i + channels]! - data[i]!);
  }
  return sum;
}
