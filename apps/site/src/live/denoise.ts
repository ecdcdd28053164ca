import { addGaussianNoise, randomStream } from "@genericdp/core";
import { psnr } from "@genericdp/metrics";
import { denoise } from "genericdp";
import { element, figure, slider } from "./dom.ts";
import { clipped, imageData, loadPhoto, photoOf } from "./photo.ts";
import type { Photo } from "./photo.ts";

/** Adds noise to a picture and removes it, or removes the noise of the visitor's own picture. */
export async function mount(place: HTMLElement): Promise<void> {
  const [before, after] = [figure("Noisy"), figure("Restored")];
  const status = element("p", { className: "live-status" });
  let photo = await loadPhoto();
  let isOwn = false;
  let running = new AbortController();

  const run = async (level: number): Promise<void> => {
    running.abort();
    const { signal } = (running = new AbortController());
    const noisy = isOwn
      ? photo
      : { ...photo, data: new Float32Array(addGaussianNoise(photo.data, level, randomStream(1))) };
    const quality = ({ data }: Photo): string =>
      isOwn ? "" : `${psnr(photo.data, clipped(data)).toFixed(2)} dB`;
    before.show(imageData(noisy), quality(noisy));
    status.textContent = "Working …";
    const start = performance.now();
    try {
      const clean = await denoise(noisy, { noiseLevel: level, model: "gray", signal });
      after.show(imageData(clean), quality(clean));
      place.dataset["done"] = String(level);
      const seconds = ((performance.now() - start) / 1000).toFixed(2);
      status.textContent = `${photo.width} × ${photo.height} pixels in ${seconds} s`;
    } catch (error) {
      if (!signal.aborted) status.textContent = String(error);
    }
  };

  const level = slider("Noise level σ", { min: 1, max: 50, value: 25, onChange: (value) => void run(value) });
  const file = element("input", { type: "file", accept: "image/*" });
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) return;
    photo = photoOf(await createImageBitmap(chosen), 1024);
    isOwn = true;
    await run(level.input.valueAsNumber);
  });
  const own = element("label", { className: "live-file" }, "A picture of yours (it stays here): ", file);
  place.append(level.row, element("div", { className: "live-pair" }, before.box, after.box), own, status);
  await run(level.input.valueAsNumber);
}
