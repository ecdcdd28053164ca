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
      const { pixels } = input as CodecTasks["draw"]["input"];
      const drawing = await draw(pixels);
      say({ id, output: { pixels, drawing } }, [pixels.data.buffer, ...bitmapsOf(drawing)]);
    } else {
      say({ id, output: await encode(input as CodecTasks["encode"]["input"]) });
    }
  } catch (error) {
    say({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

async function decode({ file }: CodecTasks["decode"]["input"]): Promise<CodecTasks["decode"]["output"]> {
  const full = await createImageBitmap(file, { imageOrientation: "from-image", premultiplyAlpha: "none" });
  const { width, height } = full;
  const context = contextOf(width, height);
  context.drawImage(full, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return { data, width, height, drawing: { full, small: await smaller(full) } };
}

async function draw(pixels: Pixels): Promise<Drawing> {
  const full = await createImageBitmap(imageData(pixels));
  return { full, small: await smaller(full) };
}

async function encode({ pixels, type, quality }: CodecTasks["encode"]["input"]): Promise<Blob> {
  const context = contextOf(pixels.width, pixels.height);
  context.putImageData(imageData(pixels), 0, 0);
  return context.canvas.convertToBlob({ type, quality });
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

function imageData({ data, width, height }: Pixels): ImageData {
  return new ImageData(data, width, height);
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error(`no canvas of ${width}×${height} pixels`);
  return context;
}

function bitmapsOf({ full, small }: Drawing): ImageBitmap[] {
  return [full, small];
}

function say(message: object, transfer: Transferable[] = []): void {
  globalThis.postMessage(message, { transfer });
}
