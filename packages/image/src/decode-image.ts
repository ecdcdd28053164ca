import type { Metadata, SharpOptions } from "sharp";
import { uprightExif, uprightXmp } from "./exif.ts";
import { iccFits } from "./icc-profile.ts";
import { ImageReadError, explainCodecError } from "./image-errors.ts";
import { loadSharp } from "./load-sharp.ts";
import { isDensity } from "./pixel-image.ts";
import type { ImageFormat, PixelImage } from "./pixel-image.ts";
import { extractExif } from "./tiff-exif.ts";

/** Interpretation to ask of the decoder, and how its samples become levels. */
interface Layout {
  readonly space: "b-w" | "srgb" | "grey16" | "rgb16";
  readonly channels: 1 | 3;
  readonly depth: "uchar" | "ushort";
}

/** Decodes any format but .npy; the size is checked before a pixel is decoded. */
export async function decodeImage(
  bytes: Uint8Array,
  format: ImageFormat,
  path: string | undefined,
  maxPixels: number,
): Promise<PixelImage> {
  const sharp = await loadSharp().catch((cause: unknown) => {
    throw new ImageReadError(path, "the package sharp does not load here", { code: "unsupported", cause });
  });
  const corrupt = (cause: unknown): never => {
    const problem = `damaged ${format} (${explainCodecError(cause)})`;
    throw new ImageReadError(path, problem, { code: "corrupt", cause });
  };
  // Our own limit stands in for that of sharp, so that the message can name the size.
  const input: SharpOptions = { failOn: "warning", limitInputPixels: false };
  const meta = await sharp(bytes, input).metadata().catch(corrupt);
  const { width, height } = meta;
  if (width * height > maxPixels) {
    const problem = `expected at most ${maxPixels} pixels, got ${width}×${height}`;
    throw new ImageReadError(path, problem, { code: "too-large" });
  }
  const layout = chooseLayout(meta, path);
  // Levels stay in the profile's own space; CMYK has no levels of light and alone goes through its profile.
  const ignoreIcc = meta.space !== "cmyk";
  const page = meta.pagePrimary === undefined ? {} : { page: meta.pagePrimary };
  const { data, info } = await sharp(bytes, { ...input, ...page, ignoreIcc })
    .autoOrient()
    .toColourspace(layout.space)
    .raw({ depth: layout.depth })
    .toBuffer({ resolveWithObject: true })
    .catch(corrupt);
  const samples = layout.depth === "uchar" ? data : asUint16(data);
  return {
    ...toLevels(samples, info.channels, layout.channels, levelOfSample(meta, layout)),
    ...describe(meta, layout, format),
    ...carried(meta, format === "tiff" ? extractExif(bytes) : meta.exif, info),
    width: info.width,
    height: info.height,
  };
}

function chooseLayout(meta: Metadata, path: string | undefined): Layout {
  const { space, depth, channels, hasAlpha } = meta;
  const colours = channels - (hasAlpha ? 1 : 0);
  const is = (bits: Layout["depth"], name: Metadata["space"], count: number): boolean =>
    depth === bits && space === name && colours === count;
  // An 8-bit gray image with alpha is asked for as RGB: sharp's raw output would drop its alpha.
  if (is("uchar", "b-w", 1)) return { space: hasAlpha ? "srgb" : "b-w", channels: 1, depth: "uchar" };
  if (is("uchar", "srgb", 3)) return { space: "srgb", channels: 3, depth: "uchar" };
  if (is("uchar", "cmyk", 4)) return { space: "srgb", channels: 3, depth: "uchar" };
  if (is("ushort", "grey16", 1)) return { space: "grey16", channels: 1, depth: "ushort" };
  if (is("ushort", "rgb16", 3)) return { space: "rgb16", channels: 3, depth: "ushort" };
  const got = `${channels} bands of ${depth} (${space})`;
  throw new ImageReadError(path, `expected gray or RGB of 8 or 16 bits or CMYK of 8, got ${got}`, {
    code: "unsupported",
  });
}

/** Samples to levels: 8 bits as they are, 16 bits by 257; 10 and 12 bits come in the upper bits of 16. */
function levelOfSample(meta: Metadata, { depth }: Layout): (sample: number) => number {
  if (depth === "uchar") return (sample) => sample;
  const bits = meta.format === "heif" ? (meta.bitsPerSample ?? 16) : 16;
  const [shift, scale] = [16 - bits, 255 / (2 ** bits - 1)];
  return (sample) => (sample >>> shift) * scale;
}

function toLevels(
  samples: Uint8Array | Uint16Array,
  bands: number,
  channels: 1 | 3,
  level: (sample: number) => number,
): Pick<PixelImage, "data" | "alpha"> {
  const n = samples.length / bands;
  const data = new Float32Array(n * channels);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < channels; c++) data[i * channels + c] = level(samples[i * bands + c]!);
  }
  const hasAlpha = bands === 2 || bands === 4;
  if (!hasAlpha) return { data };
  const alpha = new Float32Array(n);
  for (let i = 0; i < n; i++) alpha[i] = level(samples[(i + 1) * bands - 1]!);
  return { data, alpha };
}

function describe(
  meta: Metadata,
  { channels, depth }: Layout,
  format: ImageFormat,
): Pick<PixelImage, "channels" | "bitDepth" | "icc" | "density" | "format" | "pages"> {
  // A CMYK profile does not fit: the levels went through it, and it says nothing about them any more.
  const { icc } = meta;
  return {
    channels,
    format,
    bitDepth: depth === "uchar" ? 8 : 16,
    ...(icc !== undefined && iccFits(icc, channels) ? { icc: new Uint8Array(icc) } : {}),
    ...(isDensity(meta.density) ? { density: meta.density } : {}),
    ...(meta.pages !== undefined && meta.pages > 1 ? { pages: meta.pages } : {}),
  };
}

/** What stands beside the pixels, saying the truth about them as they are now. */
function carried(
  { xmpAsString: xmp }: Metadata,
  exif: Uint8Array | undefined,
  size: Pick<PixelImage, "width" | "height">,
): Pick<PixelImage, "exif" | "xmp"> {
  const upright = exif && uprightExif(exif, size);
  return { ...(upright && { exif: upright }), ...(xmp !== undefined && { xmp: uprightXmp(xmp) }) };
}

function asUint16(bytes: Uint8Array): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}
