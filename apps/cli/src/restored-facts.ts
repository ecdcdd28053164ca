import type { BitDepth, PixelImage } from "@genericdp/image";
import { describeNoise } from "genericdp";
import type { PhotoNoise } from "genericdp";
import type { ChosenNoise, RestoreSettings } from "./restore-settings.ts";

/** Facts to report about a restored file. */
export interface RestoredFacts {
  readonly input: string;
  readonly output: string;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bitDepth: BitDepth;
  readonly noiseLevel: number;
  /** Levels of the planes, if they differ. */
  readonly levels?: readonly number[];
  /** The noise found in a photo. */
  readonly found?: PhotoNoise;
  readonly estimated: boolean;
  readonly strength: number;
  /** The model or denoiser that worked; absent if the image was left unchanged. */
  readonly model?: string;
  readonly backend: string;
  readonly seconds: number;
}

export function restoredFacts({
  input,
  output,
  restored: { width, height, channels, bitDepth },
  noise: { noiseLevel, levels, found, estimated },
  settings: { strength },
  models,
  backend,
  seconds,
}: {
  readonly input: string;
  readonly output: string;
  readonly restored: Pick<PixelImage, "width" | "height" | "channels" | "bitDepth">;
  readonly noise: Omit<ChosenNoise, "settings" | "notes">;
  readonly settings: RestoreSettings;
  /** Names of the models that worked. */
  readonly models: ReadonlySet<string>;
  readonly backend: string;
  readonly seconds: number;
}): RestoredFacts {
  const own = { ...(levels && { levels }), ...(found && { found }) };
  const facts = { input, output, width, height, channels, bitDepth, noiseLevel, ...own };
  const model = models.size > 0 && { model: [...models].join(", ") };
  return { ...facts, estimated, strength, ...model, backend, seconds };
}

/** The same in words. */
export function describeRestored(facts: RestoredFacts): string {
  const { input, output, width, height, channels, noiseLevel, estimated, found, strength, seconds } = facts;
  const kind = `${width}×${height} ${channels === 1 ? "gray" : "colour"}`;
  const told = found === undefined ? " (estimated)" : ` (found: ${describeNoise(found)})`;
  const origin = `${estimated ? told : ""}${strength === 1 ? "" : ` at strength ${strength}`}`;
  // A noise level of 0 that was not estimated is omitted.
  const used =
    noiseLevel === 0 && !estimated ? "" : ` noise level ${Number(noiseLevel.toFixed(2))}${origin},`;
  return `${input} → ${output}: ${kind},${used} ${seconds.toFixed(1)} s`;
}
