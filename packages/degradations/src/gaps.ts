import type { PlugAndPlayOptions } from "@genericdp/hqs";

/**
 * The schedule for operators that do not see every pixel. It starts at a noise level low enough to preserve
 * the details of the smooth initial image, see docs/solver-notes.md.
 */
export const GAPS: PlugAndPlayOptions = { iterations: 16, from: 20, to: 1.5, exponent: 1, momentum: 1 };
