import type { Schedule } from "@genericdp/hqs";
import { toOpponentPixels } from "@genericdp/image";
import { Tensor, matMul, reshape, tensor2d, tidy, util } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** Maps an image to one of the same shape; to be called within tidy. */
type Change = (image: Tensor4D) => Tensor4D;

/** A schedule whose prior gets `before(u)`; z is `after` of the prior's result. */
export function around<Prior>(
  schedule: Schedule<Prior>,
  { before = same, after }: { readonly before?: Change; readonly after: Change },
): Schedule<Prior> {
  return (noiseLevel, prior) =>
    schedule(noiseLevel, prior).map((step) => ({
      ...step,
      apply: (u) => {
        // A separate handle, because the prior may return or dispose its input.
        const seen = tidy(() => before(u).clone());
        const finish = (z: Tensor4D): Tensor4D => {
          // The solver reports results of the wrong type or shape.
          const fits = z instanceof Tensor && util.arraysEqual(z.shape, u.shape);
          const result = fits ? tidy(() => after(z).clone()) : z;
          if (!seen.isDisposed) seen.dispose();
          if (fits && !z.isDisposed) z.dispose();
          return result;
        };
        const z = step.apply(seen);
        if (z instanceof Tensor) return finish(z);
        return Promise.resolve(z).then(finish, (error: unknown) => {
          if (!seen.isDisposed) seen.dispose();
          throw error;
        });
      },
    }));
}

/**
 * A schedule for RGB whose prior works in opponent colours; for a prior of one channel, the schedule itself.
 *
 * The basis is orthonormal, so white noise of all channels is white noise of the same level there.
 */
export function inOpponentColours<Prior>(
  schedule: Schedule<Prior>,
  { channels = 1 }: { readonly channels?: number },
): Schedule<Prior> {
  if (channels !== 3) return schedule;
  return around(schedule, { before: (rgb) => changeBasis(rgb, false), after: (z) => changeBasis(z, true) });
}

/** Row i contains channel i of RGB in opponent colours. */
const BASIS = toOpponentPixels(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));

function changeBasis(image: Tensor4D, back: boolean): Tensor4D {
  const pixels = reshape(image, [image.size / 3, 3]);
  return reshape(matMul(pixels, tensor2d(BASIS, [3, 3]), false, back), image.shape);
}

function same(image: Tensor4D): Tensor4D {
  return image;
}
