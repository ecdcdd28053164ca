import { Tensor } from "@tensorflow/tfjs-core";
import type { NamedTensorMap, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";

/** The filters and influence functions that act on one scale of the image pyramid. */
export interface StageScale {
  /** k_i: `[count, size, size]`, odd size. */
  readonly filters: Tensor3D;
  /**
   * φ_i at equidistant nodes from −radius to +radius: `[count, nodes]`. Linear in between, constant outside.
   */
  readonly influence: Tensor2D;
  /** Half the width of the tabulated domain, in gray levels. */
  readonly radius: number;
}

export interface StageInputs {
  /** u_{t−1}: `[batch, height, width, 1]`. */
  readonly x: Tensor4D;
  /** f, the noisy observation: the shape of `x`. */
  readonly observation: Tensor4D;
  /** λ, one a sample: `[batch]`. */
  readonly reaction: Tensor1D;
  /**
   * a, the gain of φ(a·z)/a, positive: one a sample, `[batch]`, or one a pixel, `[batch, height, width, 1]`,
   * averaged over blocks and mirrored at the borders like `x`.
   */
  readonly gain: Tensor1D | Tensor4D;
  /** Scale s acts on the image averaged over blocks of 2ˢ × 2ˢ pixels. */
  readonly scales: readonly StageScale[];
}

/** The attributes that travel with the stage's tensors: one table radius a scale. */
export interface StageAttributes {
  readonly radii: readonly number[];
}

const FIXED_INPUTS = 4;

/** Lays the stage's tensors out in the order in which its kernels and gradients exchange them. */
export function packStageInputs(inputs: StageInputs): Tensor[] {
  const { x, observation, reaction, gain, scales } = inputs;
  return [x, observation, reaction, gain, ...scales.flatMap((s) => [s.filters, s.influence])];
}

/** The inverse of {@link packStageInputs}; also reads the array that a tfjs kernel receives. */
export function unpackStageInputs(
  packed: readonly Tensor[] | NamedTensorMap,
  { radii }: StageAttributes,
): StageInputs {
  const list = Object.values(packed);
  const at = <T extends Tensor>(i: number): T => {
    const tensor = list[i];
    if (tensor === undefined)
      throw new TypeError(
        `diffusionStage: expected ${FIXED_INPUTS + 2 * radii.length} tensors, got ${list.length}`,
      );
    return tensor as T;
  };
  return {
    x: at(0),
    observation: at(1),
    reaction: at(2),
    gain: at(3),
    scales: radii.map((radius, s) => ({
      filters: at(FIXED_INPUTS + 2 * s),
      influence: at(FIXED_INPUTS + 2 * s + 1),
      radius,
    })),
  };
}

/**
 * Refuses tensors that do not fit together.
 *
 * @throws TypeError or RangeError naming the tensor, what was expected of it and what came.
 */
export function checkStageInputs(inputs: StageInputs): void {
  const { x, observation, reaction, gain, scales } = inputs;
  if (!(x instanceof Tensor) || x.rank !== 4 || x.shape[3] !== 1) {
    throw new TypeError(`diffusionStage: expected x of shape [batch, height, width, 1], got ${describe(x)}`);
  }
  if (x.size === 0) throw new RangeError(`diffusionStage: expected a non-empty x, got ${describe(x)}`);
  if (!sameShape(observation, x.shape)) {
    throw new RangeError(
      `diffusionStage: expected observation of x's shape [${x.shape}], got ${describe(observation)}`,
    );
  }
  const [batch] = x.shape;
  if (!sameShape(reaction, [batch])) {
    throw new RangeError(`diffusionStage: expected reaction of shape [${batch}], got ${describe(reaction)}`);
  }
  if (!sameShape(gain, [batch]) && !sameShape(gain, x.shape)) {
    throw new RangeError(
      `diffusionStage: expected gain of shape [${batch}] or [${x.shape}], got ${describe(gain)}`,
    );
  }
  if (scales.length === 0) throw new RangeError("diffusionStage: expected at least one scale, got none");
  scales.forEach(({ filters, influence, radius }, s) => {
    const [count, rows, columns] = filters.shape;
    if (filters.rank !== 3 || rows !== columns || rows % 2 === 0) {
      const wanted = `filters of scale ${s} to be [count, size, size], odd size`;
      throw new RangeError(`diffusionStage: expected ${wanted}, got ${describe(filters)}`);
    }
    if (influence.rank !== 2 || influence.shape[0] !== count || influence.shape[1] < 2) {
      const wanted = `influence of scale ${s} to be [${count}, nodes ≥ 2]`;
      throw new RangeError(`diffusionStage: expected ${wanted}, got ${describe(influence)}`);
    }
    if (!(radius > 0 && Number.isFinite(radius))) {
      throw new RangeError(`diffusionStage: expected a positive radius of scale ${s}, got ${radius}`);
    }
  });
}

function sameShape(tensor: Tensor, shape: readonly number[]): boolean {
  return tensor.rank === shape.length && shape.every((size, i) => tensor.shape[i] === size);
}

function describe(value: unknown): string {
  return value instanceof Tensor ? `[${value.shape}]` : String(value);
}
