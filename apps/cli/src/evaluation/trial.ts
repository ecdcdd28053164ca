import type { Plane } from "@genericdp/image";
import type { Restorer } from "genericdp";

/** One measurement to restore, and what the restored image is compared with. */
export interface Trial {
  readonly truth: Plane;
  /** The restored image, of the truth's size. */
  restore(session: Restorer): Promise<Plane>;
  /** What a simpler method makes of the same measurement, of the truth's size. */
  readonly baseline?: Plane;
  /** Whether blocks of 8 × 8 may be visible, which PSNR-B counts. */
  readonly blocks?: boolean;
  /** Rows and columns at every edge that do not count. Default: 0. */
  readonly shave?: number;
}
