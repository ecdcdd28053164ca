import type { Denoiser } from "@genericdp/core";
import {
  add,
  cast,
  concat,
  exp,
  keep,
  log,
  maximum,
  mean,
  minimum,
  mul,
  randomNormal,
  round,
  slice,
  sub,
  type Tensor4D,
  tidy,
} from "@tensorflow/tfjs-core";

import { gaussianSmoothing, smooth } from "./gaussian-smoothing.ts";

type Denoise = Denoiser["denoise"];

/** A denoiser that violates only the given laws. */
export interface BrokenDenoiser {
  readonly name: string;
  readonly breaks: readonly string[];
  /** Matches the error of the first violated law. */
  readonly says: RegExp;
  readonly denoiser: Denoiser;
}

const sound = gaussianSmoothing();

export const brokenDenoisers: readonly BrokenDenoiser[] = [
  broken("drops the last column of odd widths", ["shape"], /\[1,17,23,1\], got float32 \[1,17,22,1\]/, {
    denoise(x, options) {
      const [batch, height, width] = x.shape;
      if (width % 2 === 0 || width === 1) return sound.denoise(x, options);
      return tidy(() => sound.denoise(slice(x, [0, 0, 0, 0], [batch, height, width - 1, 1]), options));
    },
  }),
  broken("rejects small images", ["shape"], /too small/, {
    denoise(x, options) {
      if (x.shape[1] < 3) throw new RangeError("too small");
      return sound.denoise(x, options);
    },
  }),
  broken("processes only the first image of a batch", ["shape", "batch"], /got float32 \[1,9,12,1\]/, {
    denoise: (x, options) => tidy(() => sound.denoise(slice(x, [0, 0, 0, 0], [1, -1, -1, 1]), options)),
  }),
  broken("returns whole numbers of type int32", ["shape", "clip"], /got int32/, {
    denoise: (x, options) => tidy(() => cast(sound.denoise(x, options), "int32")),
  }),
  broken("writes into its input", ["input"], /expected an unchanged input, got one changed by up to 1/, {
    denoise(x, options) {
      const result = sound.denoise(x, options);
      // On the CPU backend this is the tensor's own memory.
      const values = x.dataSync();
      values[0] = (values[0] ?? 0) + 1;
      return result;
    },
  }),
  broken("disposes of its input", ["input"], /disposed of/, {
    denoise(x, options) {
      const result = sound.denoise(x, options);
      if (options.noiseLevel === sound.noiseRange.min) x.dispose();
      return result;
    },
  }),
  broken("returns its input if there is little noise", ["input"], /disposed of/, {
    denoise: (x, options) => (options.noiseLevel === 5 ? x : sound.denoise(x, options)),
  }),
  broken("leaks an intermediate result", ["leak"], /no change of numTensors by a second call, got 1/, {
    denoise: (x, options) => tidy(() => sound.denoise(keep(mul(x, 1)), options)),
  }),
  broken("draws random numbers", ["bits"], /same bits twice/, {
    denoise: (x, options) =>
      tidy(() => add(sound.denoise(x, options), mul(1e-3, randomNormal<Tensor4D["rankType"]>(x.shape)))),
  }),
  broken("depends on the previous call", ["bits", "batch"], /same bits twice/, { denoise: alternating() }),
  broken("mixes the images of a batch", ["batch"], /expected image 0 of 2 as it is alone/, {
    denoise: (x, options) =>
      tidy(() => {
        const own = mean(x, [1, 2, 3], true);
        return add(sound.denoise(x, options), mul(0.05, sub(mean(x), own)));
      }),
  }),
  broken("treats the images of a batch differently", ["batch"], /expected image 1 of 2 as it is alone/, {
    denoise(x, options) {
      const images = Array.from({ length: x.shape[0] }, (_, i) => i);
      return tidy(() =>
        concat(
          images.map((i) => add(sound.denoise(slice(x, [i, 0, 0, 0], [1, -1, -1, 1]), options), 0.1 * i)),
          0,
        ),
      );
    },
  }),
  broken("rejects the upper end of its range", ["ends", "constant", "finite", "mse"], /below 50/, {
    denoise(x, options) {
      if (options.noiseLevel >= 50) throw new RangeError("expected a noise level below 50");
      return sound.denoise(x, options);
    },
  }),
  broken("divides by zero at the lower end of its range", ["ends", "constant", "finite"], /finite/, {
    denoise: (x, options) =>
      tidy(() => mul(sound.denoise(x, options), (options.noiseLevel - 5) / (options.noiseLevel - 5))),
  }),
  broken("declares a range from 0", ["ends", "outside"], /0 < min ≤ max < ∞, got 0\.\.50/, {
    noiseRange: { min: 0, max: 50 },
    denoise: (x, { noiseLevel }) => sound.denoise(x, { noiseLevel: Math.max(5, noiseLevel) }),
  }),
  broken("accepts any noise level", ["outside"], /RangeError for noise level 0, got a result/, {
    denoise: (x, { noiseLevel }) => sound.denoise(x, { noiseLevel: into(5, noiseLevel, 50) }),
  }),
  broken("accepts NaN", ["outside"], /^expected a RangeError for noise level NaN, got a result$/, {
    denoise: (x, { noiseLevel }) =>
      Number.isNaN(noiseLevel) ? smooth(x, 1) : sound.denoise(x, { noiseLevel }),
  }),
  broken("accepts 0 as no noise", ["outside"], /^expected a RangeError for noise level 0, got a result$/, {
    denoise: (x, { noiseLevel }) => (noiseLevel === 0 ? mul(x, 1) : sound.denoise(x, { noiseLevel })),
  }),
  broken("throws the wrong error", ["outside"], /got TypeError: no/, {
    denoise(x, { noiseLevel }) {
      if (!(noiseLevel >= 5 && noiseLevel <= 50)) throw new TypeError("no");
      return sound.denoise(x, { noiseLevel });
    },
  }),
  broken("brightens", ["constant"], /expected constant 64 to change by at most .*, got 1\.5/, {
    denoise: (x, options) => tidy(() => add(sound.denoise(x, options), 0.3 * options.noiseLevel)),
  }),
  broken("overflows", ["finite"], /expected finite values on a step from −1000 to 1255/, {
    denoise: (x, options) => tidy(() => mul(4, log(exp(mul(0.25, sound.denoise(x, options)))))),
  }),
  broken("clips at 0", ["clip"], /levels below 0/, {
    denoise: (x, options) => tidy(() => maximum(sound.denoise(x, options), 0)),
  }),
  broken("clips at 255", ["clip"], /levels over 255/, {
    denoise: (x, options) => tidy(() => minimum(sound.denoise(x, options), 255)),
  }),
  broken("rounds", ["clip"], /got integers/, {
    denoise: (x, options) => tidy(() => round(sound.denoise(x, options))),
  }),
  broken("does nothing", ["mse"], /mean squared error/, { denoise: instead((x) => mul(x, 1)) }),
  broken("sharpens", ["mse"], /mean squared error/, {
    denoise: (x, options) => tidy(() => sub(mul(2, x), sound.denoise(x, options))),
  }),
  broken("interprets the noise level as one for 0..1", ["mse"], /mean squared error/, {
    denoise: instead((x, { noiseLevel }) => smooth(x, noiseLevel / 255)),
  }),
];

function broken(
  name: string,
  breaks: readonly string[],
  says: RegExp,
  parts: Partial<Denoiser>,
): BrokenDenoiser {
  return { name, breaks, says, denoiser: { ...sound, ...parts } };
}

/** Rejects what the sound denoiser rejects, then does something else. */
function instead(denoise: Denoise): Denoise {
  return (x, options) =>
    tidy(() => {
      sound.denoise(x, options);
      return denoise(x, options);
    });
}

function into(low: number, value: number, high: number): number {
  return value >= low ? Math.min(value, high) : low;
}

function alternating(): Denoise {
  let calls = 0;
  return (x, options) => {
    calls += 1;
    const shift = calls % 2;
    return tidy(() => add(sound.denoise(x, options), 0.1 * shift));
  };
}
