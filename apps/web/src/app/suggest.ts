import { jpegQuality } from "@genericdp/image";
import type { JpegTables } from "@genericdp/image";
import type { EstimatedBlur } from "genericdp";
import type { Photo } from "../codec/open-photo.ts";
import { UNKNOWN_NOISE, levelsOf, noiseOf } from "./settings.ts";
import type { KernelSettings, Own, Settings } from "./settings.ts";
import type { AppState } from "./state.ts";
import type { Store } from "./store.ts";

/** Applies settings that the user chose; the others follow from what was found in the photo. */
export function choose({ get, set }: Store<AppState>, part: Partial<Settings>): void {
  const { settings, own: before, findings } = get();
  const own = new Set([...before, ...(Object.keys(part) as (keyof Settings)[])]);
  set({ own, settings: suggested({ ...settings, ...part }, findings, own) });
}

/** Returns settings that suit the findings. Settings that the user chose stay. */
export function suggested(settings: Settings, findings: AppState["findings"], own: Own): Settings {
  const { amount, levels, noiseLevel } = settings;
  if (typeof findings !== "object") {
    if (amount === "own") return settings;
    const level = noiseOf(amount, UNKNOWN_NOISE, noiseLevel);
    return { ...settings, levels: [level], noiseLevel: level };
  }
  const { noise, white, remedy, blur, quantization } = findings;
  const task = own.has("task") ? settings.task : (remedy?.task ?? "denoise");
  const kernel = blur && !own.has("kernel") ? kernelSettings(settings.kernel, blur) : settings.kernel;
  // An estimated kernel is not exact and needs a higher level.
  const isBlind = task === "deblur" && remedy?.task === "deblur" && !own.has("kernel");
  const quality = quantization && !own.has("jpegQuality") && Math.round(jpegQuality(quantization));
  return {
    ...settings,
    task,
    kernel,
    levels: levelsOf(
      amount,
      noise.planes.map(({ level }) => level),
      levels,
    ),
    noiseLevel: noiseOf(amount, isBlind ? remedy.options.noiseLevel : white, noiseLevel),
    ...(quality && { jpegQuality: quality }),
  };
}

function kernelSettings(kernel: KernelSettings, { shape, size, angle = 0 }: EstimatedBlur): KernelSettings {
  switch (shape) {
    case "gaussian":
      return { ...kernel, kind: shape, sigma: size };
    case "disk":
      return { ...kernel, kind: shape, radius: size };
    case "motion":
      return { ...kernel, kind: shape, length: size, angleDegrees: angle };
  }
}

/** How a photo was compressed: according to its file, otherwise according to its pixels. */
export function jpegTables(
  { jpeg }: Pick<Photo, "jpeg">,
  { findings, own }: Pick<AppState, "findings" | "own">,
): JpegTables | undefined {
  if (jpeg !== undefined || own.has("jpegQuality")) return jpeg;
  return typeof findings === "object" ? findings.quantization : undefined;
}
