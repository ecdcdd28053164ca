import { blurred, downscaled } from "@genericdp/degradations";
import type { Degradation } from "@genericdp/degradations";
import type { BlurKernel } from "@genericdp/operators";

/** Degradations for drafts, by the names that workers know them by, and what they leave out to be quick. */
export const draftDegradations: Readonly<Record<string, (options: unknown) => Degradation>> = {
  /** Traces of JPEG are not searched for. */
  "draft-downscaled": (options) => {
    const { scale } = options as { readonly scale: number };
    return { ...downscaled(scale), deblock: false };
  },
  /** Nothing is unknown beyond the edges and in highlights, so that data steps have a closed form. */
  "draft-blurred": (options) => {
    const { kernel } = options as { readonly kernel: BlurKernel };
    const { saturation: _none, ...happened } = blurred(kernel, { boundary: "circular" });
    return { ...happened, schedule: { from: 10 } };
  },
};
