import { createModel, parseArchitecture, plainInitialization } from "@genericdp/model";
import type { Model } from "@genericdp/model";

/** A very fast model: two stages of eight 3×3 filters, for noise levels from 2 to 40. */
export function smallModel(): Model {
  const architecture = parseArchitecture({
    stages: 2,
    scales: [{ filters: 8, size: 3 }],
    influence: { centres: 31, radius: 150 },
    reaction: { knots: [2, 40] },
    gainMap: null,
    gain: { knots: [2, 40] },
    noiseRange: { min: 2, max: 40 },
  });
  return createModel({ name: "small", architecture, parameters: plainInitialization(architecture) });
}
