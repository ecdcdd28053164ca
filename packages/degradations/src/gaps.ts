import type { PlugAndPlayOptions } from "@genericdp/hqs";

/**
 * The schedule for operators that do not see every pixel, ours and yours: from a level that leaves standing
 * what the smooth start has found, see docs/solver-notes.md.
 */
export const GAPS: PlugAndPlayOptions = { iterations: 16, from: 20, to: 1.5, exponent: 1, momentum: 1 };
