import weights from "./regressor.json" with { type: "json" };

/** A small network: standardised features, layers with tanh between them, softplus at the end. */
interface Network {
  readonly mean: readonly number[];
  readonly spread: readonly number[];
  readonly layers: readonly { readonly weights: readonly number[]; readonly biases: readonly number[] }[];
}

/** Estimates for one plane, in gray levels. */
export interface PlaneLevels {
  /** The noise level to pass to a denoiser for white noise. */
  readonly level: number;
  /** Standard deviation of the noise. */
  readonly deviation: number;
}

/** Weights are stored as multiples of this. */
const STEP = 1 / 256;
/** Features are clipped at this many standard deviations, which no training picture exceeded. */
const FAR = 4;

const NETWORKS: Readonly<Record<"intensity" | "chroma", readonly Network[]>> = weights;

/**
 * Levels from the features of one plane: the mean of networks trained alike by tooling/noise-regressor.
 *
 * @param kind of plane
 */
export function predictLevels(kind: keyof typeof NETWORKS, features: readonly number[]): PlaneLevels {
  const outputs = NETWORKS[kind].map((network) => run(network, features));
  const mean = (k: number): number =>
    outputs.reduce((sum, output) => sum + softplus(output[k]!), 0) / outputs.length;
  return { level: 2 * Math.expm1(mean(0)), deviation: 2 * Math.expm1(mean(1)) };
}

function run({ mean, spread, layers }: Network, features: readonly number[]): readonly number[] {
  const input = features.map((value, i) =>
    Math.min(FAR, Math.max(-FAR, (value - mean[i]! * STEP) / (spread[i]! * STEP))),
  );
  return layers.reduce<readonly number[]>((values, layer, at) => {
    const width = layer.biases.length;
    return layer.biases.map((bias, j) => {
      const sum = values.reduce((total, value, i) => total + value * layer.weights[i * width + j]!, bias);
      return at === layers.length - 1 ? sum * STEP : Math.tanh(sum * STEP);
    });
  }, input);
}

function softplus(x: number): number {
  return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
}
