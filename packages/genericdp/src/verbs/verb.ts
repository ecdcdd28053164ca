import type { Degradation } from "@genericdp/degradations";
import type { PixelImage } from "@genericdp/image";
import type { RestoreSettings } from "../options.ts";

/** A task with a name of its own: `restore` with a degradation made of its options. */
export interface Verb<Settings extends RestoreSettings> {
  /** Its options beside those that all have. */
  readonly own: readonly (keyof Settings & string)[];
  /** Whether it takes options of the denoiser alone, or those of the solver. */
  readonly kind: "denoise" | "solve";
  /** What happened to the image. */
  degradation(settings: Settings, image: PixelImage): Degradation;
}
