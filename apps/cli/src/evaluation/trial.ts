import type { Plane } from "@genericdp/image";
import type { Restorer } from "genericdp";

/** A measurement to restore, and the image to compare the result with. */
export interface Trial {
  readonly truth: Plane;
  /** The restored image, of the truth's size. */
  restore(session: Restorer): Promise<Plane>;
  /** The result of a baseline method for the same measurement, of the truth's size. */
  readonly baseline?: Plane;
  /** Whether blocks of 8 × 8 may be visible, which PSNR-B measures. */
  readonly blocks?: boolean;
  /** Rows and columns at every edge to ignore. Default: 0. */
  readonly shave?: number;
  /** Whether the result may be shifted, see `alignPlane`. */
  readonly align?: boolean;
}
