import { tnrdModel } from "@genericdp/interchange";
import type { Model } from "@genericdp/model";

/** The fields of a released model's JSON header that are used here. */
interface TnrdHeader {
  readonly name: string;
  readonly stages: number;
  readonly ksize: number;
  readonly nfilters: number;
  readonly nrbf: number;
  readonly sigma: number;
  readonly rbf_first: number;
}

/**
 * Converts a released Gaussian denoising model of TNRD (Chen & Pock, TPAMI 2016) to our format, for one noise
 * level.
 *
 * @param header the contents of NAME.json.
 * @param numbers the contents of NAME.f32: for each stage β `[filters, size² − 1]`, w `[filters, centres]`,
 * λ.
 * @throws RangeError if the numbers do not fit the header.
 */
export function readTnrdModel(header: TnrdHeader, numbers: Float32Array): Model {
  const { name, stages: count, ksize: size, nfilters, nrbf: centres, sigma, rbf_first: first } = header;
  const [taps, weights] = [nfilters * (size * size - 1), nfilters * centres];
  const length = taps + weights + 1;
  if (numbers.length !== count * length) {
    throw new RangeError(`${name}: expected ${count * length} numbers, got ${numbers.length}`);
  }
  const stages = Array.from({ length: count }, (_, t) => {
    const stage = numbers.subarray(t * length, (t + 1) * length);
    return {
      coefficients: stage.subarray(0, taps),
      weights: stage.subarray(taps, taps + weights),
      reaction: stage[length - 1]!,
    };
  });
  return tnrdModel({ name, noiseLevel: sigma, size, centres, radius: -first, stages });
}
