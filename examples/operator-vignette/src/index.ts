import type { LinearOperator } from "@genericdp/core";
import { vignette } from "./vignette.ts";

export { vignette };
export type { VignetteOptions } from "./vignette.ts";

/** Called by `genericdp --plugin` with the values of `--plugin-option`. */
export function operator(options: Readonly<Record<string, unknown>>): LinearOperator {
  const { corners, ...others } = options;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new TypeError(`vignette: expected no option but corners, got ${other}`);
  if (corners === undefined) return vignette();
  if (typeof corners === "number") return vignette({ corners });
  throw new TypeError(`vignette: expected corners to be a number, got ${JSON.stringify(corners)}`);
}
