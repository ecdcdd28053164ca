import { parseArchitecture } from "./architecture.ts";
import type { Architecture } from "./architecture.ts";
import { parameterCount, parameterLayout } from "./parameter-layout.ts";

/** How a model was made: any JSON that the trainer wants to keep. */
export type TrainingRecord = Readonly<Record<string, unknown>>;

/** A trained generic diffusion process as a value: its structure and its parameters. */
export interface Model {
  readonly name: string;
  readonly architecture: Architecture;
  /** In the order of {@link parameterLayout}. */
  readonly parameters: Float32Array;
  readonly training: TrainingRecord;
}

export interface ModelOptions {
  readonly name: string;
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
  readonly training?: TrainingRecord;
}

/**
 * Makes a model after checking that its parameters match its structure.
 *
 * @throws TypeError or RangeError naming what does not match.
 */
export function createModel({ name, architecture, parameters, training = {} }: ModelOptions): Model {
  const parsed = parseArchitecture(architecture);
  const expected = parameterCount(parsed);
  if (parameters.length !== expected) {
    throw new RangeError(
      `model: expected ${expected} parameters for this architecture, got ${parameters.length}`,
    );
  }
  for (const block of parameterLayout(parsed)) {
    const values = parameters.subarray(block.offset, block.offset + block.length);
    if (!values.every(Number.isFinite))
      throw new RangeError(
        `model: expected finite numbers in ${block.name}, got ${values.find((v) => !Number.isFinite(v))}`,
      );
    if (block.kind === "coefficients" || block.kind === "mapCoefficients")
      refuseZeroFilters(values, block.shape[1]!, block.name);
  }
  return { name, architecture: parsed, parameters, training };
}

function refuseZeroFilters(coefficients: Float32Array, atoms: number, name: string): void {
  for (let i = 0; i < coefficients.length; i += atoms) {
    if (coefficients.subarray(i, i + atoms).every((c) => c === 0)) {
      throw new RangeError(
        `model: expected a filter with a direction in ${name}, got all zeros for filter ${i / atoms}`,
      );
    }
  }
}
