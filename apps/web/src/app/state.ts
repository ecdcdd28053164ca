import type { Stripped } from "@genericdp/image";
import type { Examination } from "genericdp";
import type { RestorerInfo } from "genericdp/worker";
import type { Photo } from "../codec/open-photo.ts";
import type { Drawing, Pixels } from "../codec/protocol.ts";
import type { Stroke } from "../view/stroke.ts";
import type { Pace } from "./pace.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";
import type { Own, Settings } from "./settings.ts";

/** "done" stays while settings change; the result then belongs to other settings. "batch" has no photo. */
export type Phase = "empty" | "opening" | "ready" | "working" | "done" | "batch";

export interface Failure {
  readonly headline: string;
  readonly advice: string;
}

export interface Result {
  readonly pixels: Pixels;
  readonly drawing: Drawing;
  /** The settings that it was made with. */
  readonly settings: Settings;
  readonly strokes: readonly Stroke[];
  readonly seconds: number;
}

/** What the examination of a photo found. */
export interface Findings extends Examination {
  /** The level of white noise, which tasks other than denoising assume. */
  readonly white: number;
}

/** A restored part of the photo. */
export interface Preview {
  readonly image: CanvasImageSource;
  /** The part, in pixels of the photo. */
  readonly part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

export interface AppState {
  readonly phase: Phase;
  readonly photo: Photo | undefined;
  /** Undefined until the photo has been examined; "unknown" if that failed. */
  readonly findings: Findings | "unknown" | undefined;
  readonly settings: Settings;
  /** The settings that the user chose for this photo. */
  readonly own: Own;
  readonly strokes: readonly Stroke[];
  readonly result: Result | undefined;
  /** How much is done, 0 to 1, and when the work began, as of performance.now(). */
  readonly progress: { readonly fraction: number; readonly since: number };
  readonly failure: Failure | undefined;
  /** The metadata that is left out when a photo is saved; the same for all photos. */
  readonly strip: Stripped;
  readonly info: RestorerInfo | undefined;
  /** How long the last detail took; undefined before the first. */
  readonly pace: Pace | undefined;
  /** The restored detail and its place in the photo; undefined if there is none. */
  readonly preview: Preview | undefined;
  /** The centre of the detail, in pixels of the photo. */
  readonly detail: { readonly x: number; readonly y: number };
}

export const INITIAL_STATE: AppState = {
  phase: "empty",
  photo: undefined,
  findings: undefined,
  settings: DEFAULT_SETTINGS,
  own: new Set(),
  strokes: [],
  result: undefined,
  progress: { fraction: 0, since: 0 },
  failure: undefined,
  strip: "none",
  info: undefined,
  pace: undefined,
  preview: undefined,
  detail: { x: 0, y: 0 },
};
