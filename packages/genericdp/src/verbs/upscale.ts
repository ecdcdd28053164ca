import { downscaled } from "@genericdp/degradations";
import type { UpscaleSettings } from "../options.ts";
import type { Verb } from "./verb.ts";

export const upscale: Verb<UpscaleSettings> = {
  kind: "solve",
  own: ["scale", "kernel"],
  degradation: ({ scale, kernel }) => {
    if (Number.isInteger(scale) && scale >= 2 && scale <= 8) return downscaled(scale, kernel);
    throw new RangeError(`upscale: expected a whole scale from 2 to 8, got ${scale}`);
  },
};
