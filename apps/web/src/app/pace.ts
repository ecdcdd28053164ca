import type { Photo } from "../codec/open-photo.ts";
import type { Settings, Task } from "./settings.ts";

/** Time that the detail took, from which the time of a photo is estimated. */
export interface Pace {
  readonly task: Task;
  readonly scale: number;
  readonly ensemble: boolean;
  readonly secondsPerPixel: number;
}

/** What of the app's state has a say. */
interface Timed {
  readonly photo: Pick<Photo, "pixels"> | undefined;
  readonly settings: Settings;
  readonly pace: Pace | undefined;
}

/**
 * Seconds that the photo will take with the settings of now, by the detail with the same; undefined until
 * there was one. A whole photo is done by all threads, as the detail is.
 */
export function expectedSeconds({ photo, settings, pace }: Timed): number | undefined {
  if (photo === undefined || pace === undefined) return undefined;
  const { task, scale, ensemble } = settings;
  const isSame = pace.task === task && (task !== "upscale" || pace.scale === scale);
  if (!isSame || (task === "denoise" && pace.ensemble !== ensemble)) return undefined;
  return pace.secondsPerPixel * photo.pixels.width * photo.pixels.height;
}
