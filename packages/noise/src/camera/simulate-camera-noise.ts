import type { RandomStream } from "@genericdp/core";
import type { ImageSize } from "../image-size.ts";
import { drawCamera } from "./camera.ts";
import type { Camera } from "./camera.ts";
import { demosaic, mosaic } from "./demosaic.ts";
import type { RgbPlanes } from "./demosaic.ts";
import { gaussianBlur } from "./gaussian-blur.ts";
import { byte, quantizeJpeg } from "./quantize-jpeg.ts";
import { toneCurve } from "./tone-curve.ts";
import type { ToneCurve } from "./tone-curve.ts";

/** `height × width × 3` gray levels 0..255, interleaved. */
export interface RgbPatch extends ImageSize {
  readonly data: Float32Array;
}

/** Contrast, in gray levels, above which in-camera denoising considers a pixel texture. */
const TEXTURE = 6;

/**
 * Adds the noise and compression of a camera to a clean patch.
 *
 * The patch is converted back to light on the sensor (by undoing tone curve, colour matrix and white
 * balance), gets shot and read noise, and is developed again: Bayer mosaic, demosaicing, white balance,
 * colours, tone curve. The same is done without noise. The difference between the two is the noise, which is
 * then processed as in cameras (blur, denoising of flat parts and of chroma, sharpening), added to the patch,
 * and compressed as JPEG or rounded to bytes. Without noise and JPEG, a patch is only rounded: development
 * itself does not change anything that a denoiser would have to undo.
 *
 * @param patch not changed
 * @param random source of the noise, and of the camera if none is given
 */
export function simulateCameraNoise(
  patch: RgbPatch,
  random: RandomStream,
  camera: Camera = drawCamera(random),
): Float32Array<ArrayBuffer> {
  const { width, height, data } = patch;
  const curve = toneCurve(camera.contrast);
  const seen = toSensor(patch, camera, curve);
  const filter = (planes: RgbPlanes): readonly Float32Array[] =>
    camera.demosaicing === undefined ? planes : [mosaic(planes, patch, camera.phase)];
  const sensor = filter(seen);
  const gains = filter(balance(width * height, camera.whiteBalance));
  const exposed = sensor.map((plane) => expose(plane, camera, random));
  const [clean, noise] = [sensor, exposed].map((planes) => {
    const balanced = planes.map((plane, c) => plane.map((light, i) => light * gains[c]![i]!));
    return develop(balanced, patch, camera, curve);
  }) as [RgbPlanes, RgbPlanes];
  for (const [c, plane] of noise.entries()) {
    for (let i = 0; i < plane.length; i++) plane[i]! -= clean[c]![i]!;
  }
  const treated = treat(noise, patch, camera);
  const noisy = new Float32Array(data.length);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) noisy[3 * i + c] = data[3 * i + c]! + treated[c]![i]!;
  }
  return camera.jpeg === undefined ? noisy.map(byte) : quantizeJpeg(noisy, { width, height }, camera.jpeg);
}

function expose(light: Float32Array, { shot, read }: Camera, random: RandomStream): Float32Array {
  return light.map((x) => x + Math.sqrt(shot * x + read) * random.normal());
}

/** Light on the sensor, before a mosaic. */
function toSensor(
  { data, width, height }: RgbPatch,
  { saturation, whiteBalance: [red, blue] }: Camera,
  curve: ToneCurve,
): RgbPlanes {
  const n = width * height;
  const planes = [new Float32Array(n), new Float32Array(n), new Float32Array(n)] as const;
  for (let i = 0; i < n; i++) {
    const r = curve.decode(data[3 * i]! / 255);
    const g = curve.decode(data[3 * i + 1]! / 255);
    const b = curve.decode(data[3 * i + 2]! / 255);
    const mean = (r + g + b) / 3;
    planes[0][i] = Math.max(0, mean + (r - mean) / (1 + saturation)) / red;
    planes[1][i] = Math.max(0, mean + (g - mean) / (1 + saturation));
    planes[2][i] = Math.max(0, mean + (b - mean) / (1 + saturation)) / blue;
  }
  return planes;
}

function balance(n: number, [red, blue]: Camera["whiteBalance"]): RgbPlanes {
  return [new Float32Array(n).fill(red), new Float32Array(n).fill(1), new Float32Array(n).fill(blue)];
}

/** Gray levels of balanced light, a mosaic or three planes; neither clipped above nor rounded. */
function develop(
  sensor: readonly Float32Array[],
  size: ImageSize,
  { demosaicing, phase, saturation }: Camera,
  curve: ToneCurve,
): RgbPlanes {
  const n = size.width * size.height;
  const [r, g, b] = demosaicing === undefined ? sensor : demosaic(sensor[0]!, size, phase, demosaicing);
  const planes = [new Float32Array(n), new Float32Array(n), new Float32Array(n)] as const;
  for (let i = 0; i < n; i++) {
    const light = [r![i]!, g![i]!, b![i]!] as const;
    const mean = (light[0] + light[1] + light[2]) / 3;
    for (let c = 0; c < 3; c++) {
      planes[c]![i] = 255 * curve.encode(mean + (1 + saturation) * (light[c]! - mean));
    }
  }
  return planes;
}

/** Applies the processing in cameras to the noise. */
function treat(noise: RgbPlanes, patch: RgbPatch, camera: Camera): RgbPlanes {
  const { blur, chromaGain, chromaBlur, chromaBlurShare: share, sharpening, flatLuma } = camera;
  const n = noise[0].length;
  const luma = new Float32Array(n);
  for (let i = 0; i < n; i++) luma[i] = (noise[0][i]! + noise[1][i]! + noise[2][i]!) / 3;
  const soft = gaussianBlur(luma, patch, blur);
  const flattened = flatLuma === 1 ? soft : flattenLuma(soft, patch, flatLuma);
  const smooth = sharpening === 0 ? flattened : gaussianBlur(flattened, patch, 1);
  for (let i = 0; i < n; i++) flattened[i]! += sharpening * (flattened[i]! - smooth[i]!);
  // Red and blue minus luma; that of green makes their sum zero.
  const [red, blue] = [noise[0], noise[2]].map((plane) => {
    const chroma = gaussianBlur(
      plane.map((level, i) => chromaGain * (level - luma[i]!)),
      patch,
      blur,
    );
    if (share === 0) return chroma;
    const coarse = gaussianBlur(chroma, patch, chromaBlur);
    return chroma.map((level, i) => level + share * (coarse[i]! - level));
  }) as [Float32Array, Float32Array];
  return [
    flattened.map((level, i) => level + red[i]!),
    flattened.map((level, i) => level - red[i]! - blue[i]!),
    flattened.map((level, i) => level + blue[i]!),
  ];
}

/** Luma noise weakened where the clean patch is flat. */
function flattenLuma(
  luma: Float32Array<ArrayBuffer>,
  { data, width, height }: RgbPatch,
  factor: number,
): Float32Array<ArrayBuffer> {
  const size = { width, height };
  const clean = luma.map((_, i) => (data[3 * i]! + data[3 * i + 1]! + data[3 * i + 2]!) / 3);
  const mean = gaussianBlur(clean, size, 2);
  const variance = gaussianBlur(
    clean.map((level, i) => (level - mean[i]!) ** 2),
    size,
    2,
  );
  const smooth = gaussianBlur(luma, size, 1);
  return luma.map((level, i) => {
    const flat = TEXTURE ** 2 / (TEXTURE ** 2 + variance[i]!);
    const share = 1 + flat * (1 / factor - 1);
    // Fine noise is weakened most; what remains is coarse and faint.
    return smooth[i]! * Math.sqrt(share) + (level - smooth[i]!) * share;
  });
}
