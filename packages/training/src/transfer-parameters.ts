import { evaluateCurve, findBlock, gainCount, parameterLayout, plainInitialization } from "@genericdp/model";
import type {
  Architecture,
  CurveArchitecture,
  FilterBankArchitecture,
  Model,
  ParameterBlock,
  ParameterKind,
} from "@genericdp/model";

/** The filters of one stage with their functions, in the parameter layout. */
interface Bank {
  readonly coefficients: ParameterBlock;
  readonly influence: ParameterBlock;
  /** Channels that the filters see. */
  readonly channels: readonly number[];
}

/**
 * Initial parameters of an architecture, taken from a model with another architecture: common parts are
 * copied, and missing ones get the plain initialisation.
 *
 * Scales match if their filters and blocks have the same size. Initially, a filter does not respond to
 * additional channels, and additional filters do nothing on the model's channels. Additional channels and
 * gains copy the curves of the last one; additional families copy those of noise. So if all of the model's
 * scales match, its channels are restored exactly as by the model.
 *
 * If the architecture has more stages, some or all of the model's stages become several shorter steps: their
 * influence functions and λ(σ) are divided by the number of steps.
 *
 * @returns the parameters in the order of `architecture`.
 * @throws RangeError if the model has more stages, or other influence functions.
 */
export function transferParameters(model: Model, architecture: Architecture): Float32Array {
  const from = model.architecture;
  if (from.stages > architecture.stages) {
    throw new RangeError(
      `transferParameters: expected a model of at most ${architecture.stages} stages, got ${from.stages}`,
    );
  }
  const [{ centres, radius }, wanted] = [from.influence, architecture.influence];
  if (centres !== wanted.centres || radius !== wanted.radius) {
    const expected = `${wanted.centres} centres over ±${wanted.radius}`;
    throw new RangeError(`transferParameters: expected ${expected}, got ${centres} over ±${radius}`);
  }
  const to = plainInitialization(architecture);
  const layouts = { from: parameterLayout(from), to: parameterLayout(architecture) };
  const all = (count: number): number[] => Array.from({ length: count }, (_, c) => c);
  const bank = (
    side: "from" | "to",
    [coefficients, influence]: readonly [ParameterKind, ParameterKind],
    channels: readonly number[],
    stage: number,
    scale?: number,
  ): Bank => ({
    coefficients: findBlock(layouts[side], coefficients, stage, scale)!,
    influence: findBlock(layouts[side], influence, stage, scale)!,
    channels,
  });
  const kinds = ["coefficients", "influence"] as const;
  const origins = Array.from({ length: architecture.stages }, (_, stage) =>
    Math.floor((stage * from.stages) / architecture.stages),
  );
  for (const [stage, origin] of origins.entries()) {
    const left = new Set(from.scales.keys());
    architecture.scales.forEach((scale, s) => {
      const target = bank("to", kinds, scale.channels, stage, s);
      const match = Array.from(left).find(
        (candidate) =>
          sameKind(from.scales[candidate]!, scale) &&
          from.scales[candidate]!.channels.every((channel) => scale.channels.includes(channel)),
      );
      const source =
        match === undefined ? undefined : bank("from", kinds, from.scales[match]!.channels, origin, match);
      if (match !== undefined) left.delete(match);
      const copied = source ? copyBank(model.parameters, source, to, target) : 0;
      silence(to, target, copied, from.channels);
    });
    for (const kind of ["reaction", "gain"] as const) {
      copyCurves(
        { curve: from[kind], block: findBlock(layouts.from, kind, origin), values: model.parameters },
        { curve: architecture[kind], block: findBlock(layouts.to, kind, stage), values: to },
      );
    }
    architecture.families?.forEach((family, f) => {
      const own = from.families?.findIndex(({ name }) => name === family.name) ?? -1;
      for (const [kind, ofNoise] of [
        ["familyPenalty", "reaction"],
        ["familyGain", "gain"],
      ] as const) {
        const source =
          own >= 0
            ? { curve: from.families![own]!, block: findBlock(layouts.from, kind, origin, own) }
            : { curve: from[ofNoise], block: findBlock(layouts.from, ofNoise, origin) };
        copyCurves(
          { ...source, values: model.parameters },
          { curve: family, block: findBlock(layouts.to, kind, stage, f), values: to },
        );
      }
    });
    const steps = origins.filter((other) => other === origin).length;
    const blockOf = (kind: ParameterKind, scale?: number): Float32Array => {
      const block = findBlock(layouts.to, kind, stage, scale);
      return to.subarray(block?.offset ?? 0, block ? block.offset + block.length : 0);
    };
    architecture.scales.forEach((_, s) => {
      const weights = blockOf("influence", s);
      weights.set(weights.map((weight) => weight / steps));
    });
    const logarithms = blockOf("reaction");
    logarithms.set(logarithms.map((logarithm) => logarithm - Math.log(steps)));
    if (from.gainMap === null || architecture.gainMap === null) continue;
    if (!sameKind(from.gainMap, architecture.gainMap)) continue;
    const map = ["mapCoefficients", "mapInfluence"] as const;
    copyBank(
      model.parameters,
      bank("from", map, all(from.channels), origin),
      to,
      bank("to", map, all(architecture.channels), stage),
    );
    copySynthesis(
      {
        values: model.parameters,
        block: findBlock(layouts.from, "mapSynthesis", origin)!,
        gains: gainCount(from),
      },
      { values: to, block: findBlock(layouts.to, "mapSynthesis", stage)!, gains: gainCount(architecture) },
    );
  }
  return to;
}

function sameKind(a: FilterBankArchitecture, b: FilterBankArchitecture): boolean {
  return a.size === b.size && a.block === b.block;
}

/** Copies the filters that both banks have. Returns their number. */
function copyBank(from: Float32Array, source: Bank, to: Float32Array, target: Bank): number {
  const count = Math.min(source.coefficients.shape[0]!, target.coefficients.shape[0]!);
  const [width, targetWidth] = [source.coefficients.shape[1]!, target.coefficients.shape[1]!];
  const atoms = width / source.channels.length;
  const centres = source.influence.shape[1]!;
  for (let i = 0; i < count; i++) {
    const start = target.coefficients.offset + i * targetWidth;
    to.fill(0, start, start + targetWidth);
    source.channels.forEach((channel, c) => {
      const first = source.coefficients.offset + i * width + c * atoms;
      to.set(from.subarray(first, first + atoms), start + target.channels.indexOf(channel) * atoms);
    });
    const first = source.influence.offset + i * centres;
    to.set(from.subarray(first, first + centres), target.influence.offset + i * centres);
  }
  return count;
}

/** Disables the filters from `first` on that see one of the first `known` channels. */
function silence(
  to: Float32Array,
  { coefficients, influence, channels }: Bank,
  first: number,
  known: number,
): void {
  const [count = 0, width = 0] = coefficients.shape;
  const atoms = width / channels.length;
  const centres = influence.shape[1]!;
  for (let i = first; i < count; i++) {
    const row = to.subarray(coefficients.offset + i * width, coefficients.offset + (i + 1) * width);
    const sees = (c: number): boolean =>
      row.subarray(c * atoms, (c + 1) * atoms).some((value) => value !== 0);
    if (!channels.some((channel, c) => channel < known && sees(c))) continue;
    to.fill(0, influence.offset + i * centres, influence.offset + (i + 1) * centres);
  }
}

interface Curves {
  readonly curve: CurveArchitecture | null;
  /** Logarithms, `[curves, knots]`. */
  readonly block: ParameterBlock | undefined;
  readonly values: Float32Array;
}

/** Each curve at the knots of the target; additional curves repeat the last one. */
function copyCurves(from: Curves, to: Curves): void {
  if (from.curve === null || from.block === undefined || to.curve === null || to.block === undefined) return;
  const [rows = 0, knots = 0] = from.block.shape;
  const [targetRows = 0, targetKnots = 0] = to.block.shape;
  for (let row = 0; row < targetRows; row++) {
    const first = from.block.offset + Math.min(row, rows - 1) * knots;
    const logarithms = from.values.subarray(first, first + knots);
    to.curve.knots.forEach((level, k) => {
      const value = Math.log(evaluateCurve(from.curve!, logarithms, level));
      to.values[to.block!.offset + row * targetKnots + k] = value;
    });
  }
}

interface Synthesis {
  readonly values: Float32Array;
  /** `[filters, size, size, gains]`. */
  readonly block: ParameterBlock;
  readonly gains: number;
}

function copySynthesis(from: Synthesis, to: Synthesis): void {
  const [count = 0, size = 0] = from.block.shape;
  const taps = Math.min(count, to.block.shape[0]!) * size * size;
  for (let tap = 0; tap < taps; tap++) {
    for (let gain = 0; gain < to.gains; gain++) {
      const source = from.block.offset + tap * from.gains + Math.min(gain, from.gains - 1);
      to.values[to.block.offset + tap * to.gains + gain] = from.values[source]!;
    }
  }
}
