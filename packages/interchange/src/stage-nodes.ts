import {
  TABLE_NODES,
  blockParameters,
  gainCount,
  influenceBasis,
  synthesizeFilters,
  tableRadius,
} from "@genericdp/model";
import type { CurveArchitecture, FilterBankShape, Model, ParameterKind } from "@genericdp/model";
import { ANALYSIS, SYNTHESIS, arrangeFilters } from "./filter-layout.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import { imageNodes } from "./image-nodes.ts";
import { ELEMENT_TYPE } from "./onnx-file.ts";

/** Linear pieces of a table. */
const PIECES = TABLE_NODES - 1;

/** Adds a stage, counted from 0, to a graph and returns u_t, given u_{t−1} and f. */
export type StageNodes = (stage: number, u: string, observation: string) => string;

/** The stages of a model as nodes, given the graph's inputs for the image and the noise levels. */
export function stageNodes(
  model: Model,
  graph: GraphBuilder,
  { image, sigma }: { readonly image: string; readonly sigma: string },
): StageNodes {
  const { architecture } = model;
  const { channels, scales, gainMap } = architecture;
  const { node, floats, integers } = graph;
  const { mirror, blockMean, replicate } = imageNodes(graph, image);
  const gains = gainCount(architecture);
  const lookUp = influenceNodes(graph, architecture);
  const logarithm = node("Log", [node("Reshape", [sigma, integers([-1, 1])])]);
  const reactionAt = curveNodes(graph, "reaction", architecture.reaction, logarithm);
  const gainAt = curveNodes(graph, "gain", architecture.gain, logarithm);

  const of = (kind: ParameterKind, stage: number, scale?: number): Float32Array =>
    blockParameters(model, kind, stage, scale);
  /** k_i * x, "valid". */
  const correlate = (name: string, x: string, filters: Float32Array, bank: FilterBankShape): string => {
    const { count, size, channels: seen } = bank;
    return node("Conv", [
      x,
      floats(`${name}_filters`, arrangeFilters(filters, bank, ANALYSIS), [count, seen, size, size]),
    ]);
  };
  /** Σ_i k̄_i * p_i, "valid". */
  const correlateAdjoint = (
    name: string,
    p: string,
    filters: Float32Array,
    bank: FilterBankShape,
  ): string => {
    const { count, size, channels: seen } = bank;
    return node("Conv", [
      p,
      floats(`${name}_adjoint`, arrangeFilters(filters, bank, SYNTHESIS), [seen, count, size, size]),
    ]);
  };
  const pickChannels = (x: string, list: readonly number[]): string =>
    node("Gather", [x, integers(list)], { attributes: { axis: 1 } });

  /** The gain a of every pixel. */
  const gainOfPixels = (stage: number, u: string, gain: string | null): string => {
    const { filters: count, size, block } = gainMap!;
    const name = `stage${stage + 1}_map`;
    const bank = { count, size, channels };
    const means = mirror(blockMean(u, block), block, size - 1);
    const z = correlate(name, means, synthesizeFilters(of("mapCoefficients", stage), bank), bank);
    const response = gain === null ? z : node("Mul", [z, pickChannels(gain, [0])]);
    const value = lookUp(name, response, of("mapInfluence", stage));
    const synthesis = { count, size, channels: gains };
    const factor = node("Exp", [correlateAdjoint(name, value, of("mapSynthesis", stage), synthesis)]);
    return replicate(gain === null ? factor : node("Mul", [gain, factor]), block);
  };

  /** The diffusion term of a scale. */
  const diffusion = (stage: number, s: number, u: string, gain: string | null): string => {
    const { filters: count, size, block, channels: seen } = scales[s]!;
    const name = `stage${stage + 1}_scale${s}`;
    const bank = { count, size, channels: seen.length };
    const filters = synthesizeFilters(of("coefficients", stage, s), bank);
    const all = seen.length === channels && seen.every((channel, i) => channel === i);
    const means = blockMean(all ? u : pickChannels(u, seen), block);
    const z = correlate(name, mirror(means, block, size - 1), filters, bank);
    const own = gain !== null && gains > 1 ? pickChannels(gain, [s]) : gain;
    // A gain map is averaged like the image, and extended by mirroring as far as the responses reach.
    const a = own === null || gainMap === null ? own : mirror(blockMean(own, block), block, (size - 1) / 2);
    const value = lookUp(name, a === null ? z : node("Mul", [z, a]), of("influence", stage, s));
    const term = correlateAdjoint(name, a === null ? value : node("Div", [value, a]), filters, bank);
    if (all) return replicate(term, block);
    const places = Array.from({ length: channels }, (_, c) => seen.map((channel) => Number(channel === c)));
    const weights = floats(`${name}_channels`, places.flat(), [channels, seen.length, 1, 1]);
    return replicate(node("Conv", [term, weights]), block);
  };

  return (stage, u, observation) => {
    const level = gainAt && gainAt(stage, of("gain", stage));
    const gain = gainMap === null ? level : gainOfPixels(stage, u, level);
    const terms = scales.map((_, s) => diffusion(stage, s, u, gain));
    const diffused = node("Sub", [u, node("Sum", terms)]);
    if (reactionAt === null) return diffused;
    const reaction = reactionAt(stage, of("reaction", stage));
    return node("Sub", [diffused, node("Mul", [reaction, node("Sub", [u, observation])])]);
  };
}

/**
 * The curves of one kind at every σ, as `[levels, rows, 1, 1]`: exp of the logarithm at the first knot plus,
 * for each piece, its rise times the share of the piece below σ.
 */
function curveNodes(
  { node, floats, number, integers }: GraphBuilder,
  kind: string,
  curve: CurveArchitecture | null,
  logSigma: string,
): ((stage: number, logarithms: Float32Array) => string) | null {
  if (curve === null) return null;
  const knots = curve.knots.map(Math.log);
  const pieces = knots.length - 1;
  const widths = knots.slice(1).map((knot, i) => knot - knots[i]!);
  const from = node("Sub", [logSigma, floats(`${kind}_knots`, knots.slice(0, -1), [pieces])]);
  const share = node("Div", [from, floats(`${kind}_widths`, widths, [pieces])]);
  const come = node("Clip", [share, number(0), number(1)]);
  return (stage, logarithms) => {
    const rows = logarithms.length / knots.length;
    const at = (knot: number): number[] =>
      Array.from({ length: rows }, (_, row) => logarithms[row * knots.length + knot]!);
    const rises = widths.map((_, k) => at(k + 1).map((value, row) => value - at(k)[row]!));
    const name = `stage${stage + 1}_${kind}`;
    const start = floats(`${name}_start`, at(0), [1, rows]);
    const shape = integers([-1, rows, 1, 1]);
    if (pieces === 0) return node("Reshape", [node("Exp", [start]), shape]);
    const risen = node("MatMul", [come, floats(`${name}_rises`, rises.flat(), [pieces, rows])]);
    return node("Reshape", [node("Exp", [node("Add", [start, risen])]), shape]);
  };
}

/** φ_i of the responses `[batch, count, h, w]`, from its table: linear between nodes, constant outside. */
function influenceNodes(
  { node, floats, number, integers }: GraphBuilder,
  { influence }: Model["architecture"],
): (name: string, responses: string, weights: Float32Array) => string {
  const { centres } = influence;
  const basis = influenceBasis(influence);
  const at = (j: number, n: number): number => basis[j * TABLE_NODES + n]!;
  // The value of each Gaussian at the left end of each piece of the table, and its rise over the piece.
  const parts = {
    left: (j: number, n: number) => at(j, n),
    rise: (j: number, n: number) => at(j, n + 1) - at(j, n),
  };
  const [leftBasis, riseBasis] = Object.entries(parts).map(([name, value]) => {
    const data = Float32Array.from({ length: centres * PIECES }, (_, i) =>
      value(Math.floor(i / PIECES), i % PIECES),
    );
    return floats(`gaussians_${name}`, data, [centres, PIECES]);
  });
  const perLevel = number(PIECES / (2 * tableRadius(influence)));
  return (name, responses, list) => {
    const count = list.length / centres;
    const weights = floats(`${name}_influence`, list, [count, centres]);
    const table = (part: string): string =>
      node("Reshape", [node("MatMul", [weights, part]), integers([count * PIECES])]);
    const place = node("Add", [node("Mul", [responses, perLevel]), number(PIECES / 2)]);
    const inside = node("Clip", [place, number(0), number(PIECES)]);
    const piece = node("Min", [node("Floor", [inside]), number(PIECES - 1)]);
    const rows = integers(
      Array.from({ length: count }, (_, i) => i * PIECES),
      "int32",
    );
    const index = node("Add", [
      node("Cast", [piece], { attributes: { to: ELEMENT_TYPE.int32 } }),
      node("Reshape", [rows, integers([count, 1, 1])]),
    ]);
    const rise = node("Gather", [table(riseBasis!), index]);
    const climbed = node("Mul", [node("Sub", [inside, piece]), rise]);
    return node("Add", [node("Gather", [table(leftBasis!), index]), climbed]);
  };
}
