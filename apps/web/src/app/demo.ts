import type { WorkerRestorer } from "genericdp/worker";
import { grayPhoto, noisy } from "../study/noisy-photo.ts";
import { byId } from "./dom.ts";
import type { AppState } from "./state.ts";
import type { Store } from "./store.ts";

/** Typical of a photo taken in the dark. */
const NOISE = 20;

/** The pair on the first page: a noisy photo and its denoised version, computed in the browser. */
export function demo({ get }: Store<AppState>, { denoise }: WorkerRestorer, url: string): void {
  const figure = byId("demo", HTMLElement);
  const divider = byId("demo-divider", HTMLInputElement);
  const move = (): void => figure.style.setProperty("--share", `${divider.value}%`);
  divider.addEventListener("input", move);
  move();
  const begin = async (): Promise<void> => {
    if (get().phase !== "empty") return;
    try {
      const photo = await grayPhoto(url);
      const { width, height } = photo;
      const before = rgba(noisy(photo, NOISE));
      draw("demo-before", before, width, height);
      const image = { data: before, width, height };
      const after = await denoise(image, { noiseLevel: NOISE });
      draw("demo-after", after.data, width, height);
      figure.dataset["ready"] = "true";
    } catch {
      // The page works without the example.
      figure.hidden = true;
    }
  };
  if (document.readyState === "complete") void begin();
  else addEventListener("load", () => void begin(), { once: true });
}

function rgba(gray: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const data = new Uint8ClampedArray(4 * gray.length);
  gray.forEach((level, i) => data.set([level, level, level, 255], 4 * i));
  return data;
}

function draw(id: string, data: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): void {
  const canvas = byId(id, HTMLCanvasElement);
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")!.putImageData(new ImageData(data, width, height), 0, 0);
}
