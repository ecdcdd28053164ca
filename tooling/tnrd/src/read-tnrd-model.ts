import { createModel, parseArchitecture, parameterLayout } from "@genericdp/model";
import type { Model } from "@genericdp/model";

/** The fields of a released model's JSON header that its meaning depends on. */
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
 * A released Gaussian denoising model of TNRD (Chen & Pock, TPAMI 2016) as a model of ours for one noise
 * level.
 *
 * @param header the contents of NAME.json.
 * @param numbers NAME.f32: per stage β `[filters, size² − 1]`, w `[filters, centres]`, λ.
 * @throws RangeError where the numbers do not fit the header.
 */
export function readTnrdModel(header: TnrdHeader, numbers: Float32Array): Model {
  const { stages, ksize, nfilters, nrbf, sigma } = header;
  const architecture = parseArchitecture({
    stages,
    scales: [{ filters: nfilters, size: ksize }],
    influence: { centres: nrbf, radius: -header.rbf_first },
    reaction: { knots: [sigma] },
    gain: null,
    noiseRange: { min: sigma, max: sigma },
  });
  // The same order as ours but for λ, of which a model of ours holds the logarithm.
  const parameters = Float32Array.from(numbers);
  for (const { kind, offset } of parameterLayout(architecture)) {
    if (kind === "reaction") parameters[offset] = Math.log(numbers[offset] ?? NaN);
  }
  return createModel({ name: header.name, architecture, parameters, training: { source: "TNRD release" } });
}
