import { masked } from "@genericdp/degradations";
import type { InpaintSettings } from "../options.ts";
import type { Verb } from "./verb.ts";

export const inpaint: Verb<InpaintSettings> = {
  kind: "solve",
  own: ["known", "missing"],
  degradation: ({ known, missing }, { width, height }) => {
    if ((known === undefined) === (missing === undefined)) {
      const got = known === undefined ? "neither" : "both";
      throw new TypeError(`inpaint: expected known (1: keep) or missing (1: fill in), got ${got}`);
    }
    const data = known ?? Float32Array.from(missing!, (share) => 1 - share);
    return masked({ data, width, height });
  },
};
