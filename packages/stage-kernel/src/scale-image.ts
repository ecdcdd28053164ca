import type { Arena } from "./arena.ts";
import type { GradientScale } from "./gradient-scale.ts";
import type { StageModule } from "./stage-module.ts";

/** Size of the fine image. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Writes the block mean of the image at `x`, mirrored at its edges, into the workspace of a scale. */
export function enterImage(module: StageModule, scale: GradientScale, x: number, size: ImageSize): void {
  const { block, border, room, stride } = scale;
  const rows = scale.height + 2 * border;
  module.padMean(x, size.height, size.width, block, -border, rows, border, room.padded, stride);
}

/** Writes the block mean of the gains at `map` for the responses of a scale. */
export function enterGainMap(module: StageModule, scale: GradientScale, map: number, size: ImageSize): void {
  const { block, room, gainStride } = scale;
  const reach = scale.border / 2;
  const rows = scale.height + scale.border;
  module.padGains(
    map,
    size.height,
    size.width,
    block,
    -reach,
    rows,
    reach,
    room.gains,
    room.inverses,
    gainStride,
  );
}

/** Writes the block sum of the back-signal at `e`, zero-padded, to the `e` of the scale. */
export function enterBackSignal(module: StageModule, scale: GradientScale, e: number, size: ImageSize): void {
  let coarse = e;
  if (scale.block > 1) {
    module.blockSum(e, scale.coarse, size.height, size.width, scale.block, 0);
    ({ coarse } = scale);
  }
  module.padZeros(coarse, scale.e, scale.height, scale.width, scale.border, scale.stride);
}

/** The first `rows × width` pixels inside the border of the result of `diffuse` or its gradient. */
export function interior(
  memory: Arena,
  { room, border, stride, height, width }: GradientScale,
): Float32Array {
  const first = room.out + 4 * (border * stride + border);
  return memory.view(first, (height - 1) * stride + width);
}
