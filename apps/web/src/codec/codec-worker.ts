import { carryMetadata } from "@genericdp/image/browser";
import type { CarrierFormat } from "@genericdp/image/browser";
import { beyondSrgb } from "./beyond-srgb.ts";
import type { CodecRequest, CodecTasks, Drawing, Pixels } from "./protocol.ts";

/** The longer side of the smaller drawing, in pixels. */
const SMALL = 1600;

globalThis.addEventListener("message", ({ data }: MessageEvent<CodecRequest>) => {
  void answer(data);
});

async function answer({ id, task, input }: CodecRequest): Promise<void> {
  try {
    if (task === "decode") {
      const output = await decode(input as CodecTasks["decode"]["input"]);
      say({ id, output }, [output.data.buffer, ...bitmapsOf(output.drawing)]);
    } else if (task === "draw") {
      const { pixels, colorSpace } = input as CodecTasks["draw"]["input"];
      const drawing = await draw(pixels, colorSpace);
      say({ id, output: { pixels, drawing } }, [pixels.data.buffer, ...bitmapsOf(drawing)]);
    } else if (task === "encode") {
      say({ id, output: await encode(input as CodecTasks["encode"]["input"]) });
    } else {
      say({ id, output: await describe(input as CodecTasks["describe"]["input"]) });
    }
  } catch (error) {
    say({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

async function decode({ file }: CodecTasks["decode"]["input"]): Promise<CodecTasks["decode"]["output"]> {
  const full = await createImageBitmap(file, { imageOrientation: "from-image", premultiplyAlpha: "none" });
  const { width, height } = full;
  const small = await smaller(full);
  const colorSpace = isWide(small) ? "display-p3" : "srgb";
  return { data: read(full, colorSpace), width, height, colorSpace, drawing: { full, small } };
}

/**
 * Tells whether the image has colours outside sRGB. Browsers do not expose the colour profile of a file, but
 * an sRGB canvas loses such colours and a Display P3 canvas does not.
 */
function isWide(image: ImageBitmap): boolean {
  return beyondSrgb(read(image, "display-p3"), read(image, "srgb", "display-p3"));
}

/** Draws the image on a canvas with the colour space `through` and reads its pixels in `colorSpace`. */
function read(
  image: ImageBitmap,
  through: PredefinedColorSpace,
  colorSpace = through,
): Uint8ClampedArray<ArrayBuffer> {
  const { width, height } = image;
  const context = contextOf(width, height, through);
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, width, height, { colorSpace }).data;
}

async function draw(pixels: Pixels, colorSpace: PredefinedColorSpace): Promise<Drawing> {
  const full = await createImageBitmap(imageData(pixels, colorSpace));
  return { full, small: await smaller(full) };
}

async function encode({ pixels, colorSpace, type, quality }: CodecTasks["encode"]["input"]): Promise<Blob> {
  const context = contextOf(pixels.width, pixels.height, colorSpace);
  context.putImageData(imageData(pixels, colorSpace), 0, 0);
  return context.canvas.convertToBlob({ type, quality });
}

async function describe({ encoded, original, ...what }: CodecTasks["describe"]["input"]): Promise<Blob> {
  const format = FORMATS[encoded.type];
  if (format === undefined) return encoded;
  const [from, file] = await Promise.all([original.file, encoded].map(bytesOf));
  const kept = await carryMetadata({ file: from!, format: original.format }, { file: file!, format }, what);
  return new Blob([new Uint8Array(kept)], { type: encoded.type });
}

const FORMATS: Readonly<Record<string, CarrierFormat>> = {
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
};

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}

async function smaller(full: ImageBitmap): Promise<ImageBitmap> {
  const share = Math.min(1, SMALL / Math.max(full.width, full.height));
  const [resizeWidth, resizeHeight] = [full.width, full.height].map((side) =>
    Math.max(1, Math.round(side * share)),
  );
  return createImageBitmap(full, {
    resizeWidth: resizeWidth!,
    resizeHeight: resizeHeight!,
    resizeQuality: "high",
  });
}

function imageData({ data, width, height }: Pixels, colorSpace: PredefinedColorSpace): ImageData {
  return new ImageData(data, width, height, { colorSpace });
}

function contextOf(
  width: number,
  height: number,
  colorSpace: PredefinedColorSpace,
): OffscreenCanvasRenderingContext2D {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true, colorSpace });
  if (context === null) throw new Error(`no canvas of ${width}×${height} pixels`);
  return context;
}

function bitmapsOf({ full, small }: Drawing): ImageBitmap[] {
  return [full, small];
}

function say(message: object, transfer: Transferable[] = []): void {
  globalThis.postMessage(message, { transfer });
}
