import type { Model } from "@genericdp/model";
import type { ModelName } from "@genericdp/model/bundled";
import type { PhotoNoise } from "@genericdp/noise";
import type { DenoiserFacts } from "../denoiser-source.ts";
import type { Examination } from "../examine.ts";
import type { PixelArray, Pixels } from "../image-kinds.ts";
import type { ChosenNoiseLevel, NoiseOptions, PixelLimit, RestoreSettings } from "../options.ts";
import type { VerbName, VerbSettings } from "../verbs.ts";
import type { RestorerInfo } from "./restorer-info.ts";
import type { SentError } from "./sent-error.ts";

/** The pixels of any kind of image and the fields needed to read them; other fields are not sent. */
export type SentImage = Pixels & { readonly alpha?: Float32Array };

/** The options that stay on the side of the caller. */
export type Listening = Pick<NoiseOptions, "signal" | "onProgress" | "onNoiseLevel" | "onDenoiser">;

/** Options as they are sent: without functions and signals. */
export type PlainSettings<Settings> = Omit<Settings, keyof Listening>;

/** A degradation that the worker knows by its name, and its options. */
export interface NamedDegradation {
  readonly name: string;
  /** Values that structured cloning can copy. */
  readonly options?: unknown;
}

type VerbWork = {
  readonly [Name in VerbName]: {
    readonly task: Name;
    readonly image: SentImage;
    readonly settings: PlainSettings<VerbSettings<Name>>;
  };
}[VerbName];

/** The work of one job. */
export type Work =
  | { readonly task: "start" }
  | {
      readonly task: "estimateNoiseLevel" | "analyseNoise" | "examine";
      readonly image: SentImage;
      readonly limit: PixelLimit;
    }
  | {
      readonly task: "restore";
      readonly image: SentImage;
      readonly degradation: NamedDegradation;
      readonly settings: PlainSettings<RestoreSettings>;
    }
  | VerbWork;

export type WorkResult = RestorerInfo | number | PhotoNoise | Examination | SentImage;

/** A model for jobs. Workers know it by its number. */
export interface SharedModel {
  readonly id: number;
  readonly value: Model | Uint8Array | ModelName;
}

/** Messages to a worker: first `open`, then `run` for every job, with models that it has been sent. */
export type ToWorker =
  | { readonly type: "open"; readonly threads?: number }
  | { readonly type: "model"; readonly model: SharedModel }
  | { readonly type: "forget"; readonly model: number }
  | { readonly type: "run"; readonly id: number; readonly work: Work; readonly model?: number }
  | { readonly type: "abort"; readonly id: number };

/**
 * Messages from a worker. `ready` means that it listens; every `run`, even an aborted one, is answered by one
 * `done` or `failed`.
 */
export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "progress"; readonly id: number; readonly fraction: number }
  | { readonly type: "noiseLevel"; readonly id: number; readonly chosen: ChosenNoiseLevel }
  | { readonly type: "denoiser"; readonly id: number; readonly facts: DenoiserFacts }
  | { readonly type: "done"; readonly id: number; readonly result: WorkResult }
  | { readonly type: "failed"; readonly id: number; readonly error: SentError };

/** The buffers of an image, which can be transferred instead of copied. */
export function buffersOf(image: SentImage): ArrayBuffer[] {
  const parts: readonly (PixelArray | undefined)[] = [image.data, image.alpha];
  const buffers = parts.flatMap((part) => (ArrayBuffer.isView(part) ? [part.buffer] : []));
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
