import type { Examination } from "genericdp";
import type { RestorerInfo } from "genericdp/worker";
import type { Photo } from "../codec/open-photo.ts";
import type { Drawing, Pixels } from "../codec/protocol.ts";
import type { Stroke } from "../view/stroke.ts";
import type { Pace } from "./pace.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";
import type { Own, Settings } from "./settings.ts";

/** "done" stays while settings change: the result is then that of other settings. "batch" has no photo. */
export type Phase = "empty" | "opening" | "ready" | "working" | "done" | "batch";

export interface Failure {
  readonly headline: string;
  readonly advice: string;
}

export interface Result {
  readonly pixels: Pixels;
  readonly drawing: Drawing;
  /** What it was made with. */
  readonly settings: Settings;
  readonly strokes: readonly Stroke[];
  readonly seconds: number;
}

/** What was found in a photo. */
export interface Findings extends Examination {
  /** The level of white noise, which is what other tasks than denoising take it for. */
  readonly white: number;
}

/** A part of the photo as it would become. */
export interface Preview {
  readonly image: CanvasImageSource;
  /** In pixels of the photo. */
  readonly part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

export interface AppState {
  readonly phase: Phase;
  readonly photo: Photo | undefined;
  /** Undefined until the photo was examined, "unknown" if that failed. */
  readonly findings: Findings | "unknown" | undefined;
  readonly settings: Settings;
  /** Which of the settings the user chose himself, for this photo. */
  readonly own: Own;
  readonly strokes: readonly Stroke[];
  readonly result: Result | undefined;
  /** Share of the work done, 0 to 1, and when it began, by performance.now(). */
  readonly progress: { readonly fraction: number; readonly since: number };
  readonly failure: Failure | undefined;
  readonly info: RestorerInfo | undefined;
  /** How long the last detail took; undefined before there was one. */
  readonly pace: Pace | undefined;
  /** The detail as it becomes, and its place in the photo; undefined while there is none. */
  readonly preview: Preview | undefined;
  /** The pixel of the photo in the middle of the detail. */
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
  info: undefined,
  pace: undefined,
  preview: undefined,
  detail: { x: 0, y: 0 },
};
