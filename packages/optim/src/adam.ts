/** Settings of Adam; the defaults are those of its authors. */
export interface AdamOptions {
  /** β₁, decay of the mean of the gradient. */
  readonly meanDecay?: number;
  /** β₂, decay of the mean of its square. */
  readonly squareDecay?: number;
  /** ε, added to the root of the second moment. */
  readonly epsilon?: number;
}

/** The state of Adam: plain numbers, so that it can be saved and resumed with bitwise the same result. */
export interface AdamState {
  readonly step: number;
  /** First and second moment, of the length of the parameters. */
  readonly mean: Float64Array;
  readonly square: Float64Array;
}

/** An optimiser as two pure functions. */
export interface Adam {
  init(length: number): AdamState;
  /**
   * One step: returns the new state and the change of the parameters. The arguments stay unchanged.
   *
   * @param learningRate one for all parameters, or one for each.
   */
  update(
    state: AdamState,
    gradient: ArrayLike<number>,
    learningRate: number | ArrayLike<number>,
  ): { state: AdamState; change: Float64Array };
}

/**
 * Adam (Kingma & Ba, arXiv 1412.6980): change = −lr · m̂/(√v̂ + ε), with bias-corrected moments m̂ and v̂.
 *
 * @throws RangeError, from `update`, if lengths differ.
 */
export function adam({ meanDecay = 0.9, squareDecay = 0.999, epsilon = 1e-8 }: AdamOptions = {}): Adam {
  return {
    init: (length) => ({ step: 0, mean: new Float64Array(length), square: new Float64Array(length) }),
    update: (state, gradient, learningRate) => {
      const length = state.mean.length;
      if (gradient.length !== length)
        throw new RangeError(`adam: expected a gradient of length ${length}, got ${gradient.length}`);
      if (typeof learningRate !== "number" && learningRate.length !== length) {
        throw new RangeError(`adam: expected ${length} learning rates, got ${learningRate.length}`);
      }
      const step = state.step + 1;
      const mean = new Float64Array(length);
      const square = new Float64Array(length);
      const change = new Float64Array(length);
      const meanBias = 1 - meanDecay ** step;
      const squareBias = 1 - squareDecay ** step;
      for (let i = 0; i < length; i++) {
        const g = gradient[i]!;
        const m = meanDecay * state.mean[i]! + (1 - meanDecay) * g;
        const v = squareDecay * state.square[i]! + (1 - squareDecay) * g * g;
        const rate = typeof learningRate === "number" ? learningRate : learningRate[i]!;
        mean[i] = m;
        square[i] = v;
        change[i] = (-rate * (m / meanBias)) / (Math.sqrt(v / squareBias) + epsilon);
      }
      return { state: { step, mean, square }, change };
    },
  };
}
