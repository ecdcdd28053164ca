import { gainCount } from "./architecture.ts";
import type { Architecture } from "./architecture.ts";
import { filterAtoms } from "./filter-bank.ts";

/**
 * What a block of parameters is: filter coefficients c, influence weights w, log λ or log a at their knots,
 * for the gain map coefficients and weights of its own and the synthesis filters, and for a family log ρ and
 * log a of its own.
 */
export type ParameterKind =
  | "coefficients"
  | "influence"
  | "reaction"
  | "gain"
  | "mapCoefficients"
  | "mapInfluence"
  | "mapSynthesis"
  | "familyPenalty"
  | "familyGain";

/** The place of one block of parameters in the flat array of a model. */
export interface ParameterBlock {
  /**
   * For instance "stage 3 scale 0 influence"; counted from 1 for stages, as in the paper, and from 0 for
   * scales.
   */
  readonly name: string;
  readonly kind: ParameterKind;
  /** From 0. */
  readonly stage: number;
  /** From 0; only blocks of a scale have one. */
  readonly scale?: number;
  /** From 0; only blocks of a family have one. */
  readonly family?: number;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly length: number;
}

/**
 * The order of the parameters of a model: stage by stage; in each, scale by scale, coefficients `[filters,
 * channels · (size² − 1)]` and weights `[filters, centres]`, then log λ `[channels, knots]` and log a
 * `[gains, knots]`, then the gain map's coefficients, weights and synthesis filters `[filters, size, size,
 * gains]`, then for each family log ρ `[1, knots]` and log a `[gains, knots]`.
 */
export function parameterLayout(architecture: Architecture): ParameterBlock[] {
  const { stages, channels, scales, influence, reaction, gain, gainMap, families = [] } = architecture;
  const gains = gainCount(architecture);
  const blocks: ParameterBlock[] = [];
  let offset = 0;
  const add = (block: Omit<ParameterBlock, "offset" | "length">): void => {
    const length = block.shape.reduce((product, size) => product * size, 1);
    blocks.push({ ...block, offset, length });
    offset += length;
  };
  for (let stage = 0; stage < stages; stage++) {
    scales.forEach(({ filters, size, channels: seen }, scale) => {
      const atoms = filterAtoms({ size, channels: seen.length });
      const name = `stage ${stage + 1} scale ${scale}`;
      add({
        name: `${name} coefficients`,
        kind: "coefficients",
        stage,
        scale,
        shape: [filters, atoms],
      });
      add({
        name: `${name} influence`,
        kind: "influence",
        stage,
        scale,
        shape: [filters, influence.centres],
      });
    });
    const name = `stage ${stage + 1}`;
    if (reaction) {
      add({ name: `${name} reaction`, kind: "reaction", stage, shape: [channels, reaction.knots.length] });
    }
    if (gain) add({ name: `${name} gain`, kind: "gain", stage, shape: [gains, gain.knots.length] });
    if (gainMap) {
      const { filters, size } = gainMap;
      const atoms = filterAtoms({ size, channels });
      const map = `${name} gain map`;
      add({ name: `${map} coefficients`, kind: "mapCoefficients", stage, shape: [filters, atoms] });
      add({ name: `${map} influence`, kind: "mapInfluence", stage, shape: [filters, influence.centres] });
      add({ name: `${map} synthesis`, kind: "mapSynthesis", stage, shape: [filters, size, size, gains] });
    }
    families.forEach(({ name: family, knots: { length } }, f) => {
      const of = `${name} ${family}`;
      add({ name: `${of} penalty`, kind: "familyPenalty", stage, family: f, shape: [1, length] });
      add({ name: `${of} gain`, kind: "familyGain", stage, family: f, shape: [gains, length] });
    });
  }
  return blocks;
}

/** Number of parameters of a model with this architecture. */
export function parameterCount(architecture: Architecture): number {
  return parameterLayout(architecture).reduce((sum, block) => sum + block.length, 0);
}

/** The block of one kind of a stage (and scale or family); undefined if the architecture has none. */
export function findBlock(
  layout: readonly ParameterBlock[],
  kind: ParameterKind,
  stage: number,
  part?: number,
): ParameterBlock | undefined {
  return layout.find(
    (block) => block.kind === kind && block.stage === stage && (block.scale ?? block.family) === part,
  );
}

/**
 * The parameters of one block of a model, not a copy.
 *
 * @param stage from 0.
 * @param part a scale or a family, from 0; only their blocks have one.
 * @throws RangeError if the architecture has no such block.
 */
export function blockParameters(
  { architecture, parameters }: { readonly architecture: Architecture; readonly parameters: Float32Array },
  kind: ParameterKind,
  stage: number,
  part?: number,
): Float32Array {
  const block = findBlock(parameterLayout(architecture), kind, stage, part);
  if (block !== undefined) return parameters.subarray(block.offset, block.offset + block.length);
  throw new RangeError(`model: expected an architecture with ${kind} in stage ${stage + 1}, got none`);
}
