import type { Photo } from "../codec/open-photo.ts";
import type { Settings, Task } from "./settings.ts";

/** How long the detail took, used to estimate the time for the whole photo. */
export interface Pace {
  readonly task: Task;
  readonly scale: number;
  readonly ensemble: boolean;
  readonly secondsPerPixel: number;
}

/** The parts of the app's state that determine the time. */
interface Timed {
  readonly photo: Pick<Photo, "pixels"> | undefined;
  readonly settings: Settings;
  readonly pace: Pace | undefined;
}

/**
 * Estimates how many seconds the photo will take with the current settings, from the time that the detail
 * took with the same task; undefined before that. Both use all threads.
 */
export function expectedSeconds({ photo, settings, pace }: Timed): number | undefined {
  if (photo === undefined || pace === undefined) return undefined;
  const { task, scale, ensemble } = settings;
  const isSame = pace.task === task && (task !== "upscale" || pace.scale === scale);
  if (!isSame || (task === "denoise" && pace.ensemble !== ensemble)) return undefined;
  return pace.secondsPerPixel * photo.pixels.width * photo.pixels.height;
}
