import { pixelImage } from "@genericdp/image";
import { encodeImage } from "@genericdp/image/node";
import type { ImageSets } from "./images.ts";
import type { DeblurringMethod, DenoisingMethod } from "./methods.ts";
import type { Picture, PictureRow } from "./page.ts";
import { compare } from "./plane.ts";
import type { Plane } from "./plane.ts";
import type { Figure } from "./published.ts";
import { DEBLURRING_LEVELS, DENOISING_LEVELS } from "./published.ts";
import { deblurringExample, denoisingExample } from "./trials.ts";
import type { Example } from "./trials.ts";

/** Figure 2: one image with noise of σ = 50, and each method's result. */
export async function denoisingPictures(
  sets: ImageSets,
  methods: readonly DenoisingMethod[],
  name: string,
): Promise<PictureRow[]> {
  const found = sets.denoising.findIndex((image) => image.name === name);
  const i = Math.max(0, found);
  const image = sets.denoising[i]!;
  const k = DENOISING_LEVELS.length - 1;
  const level = DENOISING_LEVELS[k]!;
  const able = methods.filter((method) => method.denoiser(level) !== undefined);
  const row = await pictureRow(`${image.name}, σ = ${level}`, image, "noisy", able, (method) =>
    denoisingExample(image, i, method, k, level),
  );
  return [row];
}

/** The kernel and noise level of each of the three rows of Figure 3. */
const DEBLURRED = [
  { image: 0, kernel: 3, level: 0 },
  { image: 1, kernel: 4, level: 0 },
  { image: 2, kernel: 4, level: 3 },
] as const;

/** Figure 3: blurred images, and each method's result. */
export async function deblurringPictures(
  sets: ImageSets,
  methods: readonly DeblurringMethod[],
): Promise<PictureRow[]> {
  const rows: PictureRow[] = [];
  for (const { image: wanted, kernel, level: k } of DEBLURRED) {
    const i = wanted % sets.deblurring.length;
    const j = kernel % sets.kernels.length;
    const [image, blurring, level] = [sets.deblurring[i]!, sets.kernels[j]!, DEBLURRING_LEVELS[k]!];
    const heading = `${image.name}, ${blurring.name}, σ = ${level}`;
    if (rows.some((row) => row.heading === heading)) continue;
    const row = await pictureRow(heading, image, "blurred", methods, (method) =>
      deblurringExample(image, i, blurring, j, method, k, level),
    );
    rows.push(row);
  }
  return rows;
}

/** An image, degraded, and the result of each method, with an enlarged detail. */
export async function pictureRow<Method extends { readonly label: string }>(
  heading: string,
  truth: Plane,
  degradedName: string,
  methods: readonly Method[],
  run: (method: Method) => Promise<Example>,
): Promise<PictureRow> {
  const pictures: Picture[] = [];
  const corner = busiestCorner(truth);
  const add = async (caption: string, plane: Plane, figure?: Figure): Promise<void> => {
    const [whole, part] = [await png(plane), await png(crop(plane, corner))];
    pictures.push({ caption, whole, part, ...(figure && { figure }) });
  };
  await add("original", truth);
  for (const method of methods) {
    const { degraded, restored, measurement } = await run(method);
    if (pictures.length === 1) await add(degradedName, degraded, compare(truth, degraded));
    await add(method.label, restored, measurement);
  }
  return { heading, pictures };
}

/** Side of the enlarged part. */
const PART = 64;

interface Corner {
  readonly top: number;
  readonly left: number;
  readonly side: number;
}

/** The position where neighbouring pixels differ most. */
function busiestCorner({ data, width, height }: Plane): Corner {
  const side = Math.min(PART, width, height);
  let best = { top: 0, left: 0, side };
  let most = -1;
  for (let top = 0; top + side <= height; top += side >> 1) {
    for (let left = 0; left + side <= width; left += side >> 1) {
      let sum = 0;
      for (let y = top; y < top + side; y++) {
        for (let x = left + 1; x < left + side; x++) {
          sum += Math.abs(data[y * width + x]! - data[y * width + x - 1]!);
        }
      }
      if (sum > most) [most, best] = [sum, { top, left, side }];
    }
  }
  return best;
}

function crop({ data, width }: Plane, { top, left, side }: Corner): Plane {
  const part = Float32Array.from({ length: side * side }, (_, i) => {
    return data[(top + Math.floor(i / side)) * width + left + (i % side)]!;
  });
  return { data: part, width: side, height: side };
}

function png({ data, width, height }: Plane): Promise<Uint8Array> {
  return encodeImage(pixelImage({ data: Float32Array.from(data), width, height }), { format: "png" });
}
