import type { PlacedScale } from "./scale-layout.ts";
import type { StageModule } from "./stage-module.ts";

/** Runs the kernel's diffuse on a scale whose image and gains have been entered. */
export function runDiffusion(module: StageModule, scale: PlacedScale): void {
  module.diffuse(
    scale.padded,
    scale.out,
    scale.height,
    scale.width,
    scale.stride,
    scale.size,
    scale.count,
    scale.offsets,
    scale.filters,
    scale.adjointFilters,
    scale.table,
    scale.pieces,
    scale.lookup,
    scale.gains,
    scale.inverses,
    scale.gainStride,
    scale.z,
  );
}

/** Where the result's first pixel is, past the border. */
export function interior({ out, border, stride }: PlacedScale): number {
  return out + 4 * (border * stride + border);
}
