import { blurred } from "@genericdp/degradations";
import type { DeblurSettings } from "../options.ts";
import type { Verb } from "./verb.ts";

export const deblur: Verb<DeblurSettings> = {
  kind: "solve",
  own: ["kernel", "boundary"],
  degradation: ({ kernel, boundary }) => {
    if (kernel === undefined) throw new TypeError("deblur: expected a kernel, got none");
    return blurred(kernel, boundary === undefined ? {} : { boundary });
  },
};
