import { ModelFormatError, centreSpacing, gainCount, parseArchitecture } from "@genericdp/model";
import type { Architecture, FilterBankShape } from "@genericdp/model";
import { PbfReader } from "pbf";
import { ANALYSIS, SYNTHESIS, collectFilters } from "./filter-layout.ts";
import type { NamedArrays } from "./model-from-arrays.ts";

/** The parts of an ONNX file that are read. */
interface OnnxContents {
  readonly metadata: Map<string, string>;
  readonly constants: Map<string, Float32Array>;
}

/**
 * Extracts the arrays of a model, named as by `exportNpz`, from a graph that `exportOnnx` wrote.
 *
 * @throws ModelFormatError that says what is wrong.
 */
export function onnxArrays(bytes: Uint8Array): NamedArrays {
  const { metadata, constants } = readContents(bytes);
  const architecture = architectureOf(metadata);
  const { stages, channels, scales, influence, reaction, gain, gainMap, noiseRange } = architecture;
  const gains = gainCount(architecture);
  const { centres, radius } = influence;
  const spacing = centreSpacing(influence);
  const arrays = new Map<string, { data: readonly number[]; shape: readonly number[] }>();
  const list = (name: string, data: readonly number[]): void => {
    arrays.set(name, { data, shape: [data.length] });
  };
  /** Concatenates the constants of all stages. */
  const stacked = (
    name: string,
    shape: readonly number[],
    of: (stage: string) => ArrayLike<number>,
  ): void => {
    const all = Array.from({ length: stages }, (_, t) => Array.from(of(`stage${t + 1}`)));
    arrays.set(name, { data: all.flat(), shape: [stages, ...shape] });
  };
  const take = (name: string, ...shape: number[]): Float32Array => {
    const data = constants.get(name);
    const length = shape.reduce((product, side) => product * side, 1);
    if (data?.length === length) return data;
    throw broken(`${length} numbers in a constant ${name}, got ${data?.length ?? "no such constant"}`);
  };
  const curve = (stage: string, rows: number, knots: number): number[] => {
    const start = take(`${stage}_start`, rows);
    const rises = knots > 1 ? take(`${stage}_rises`, knots - 1, rows) : [];
    return Array.from(start).flatMap((first, row) => {
      let logarithm = first;
      const rest = Array.from({ length: knots - 1 }, (_, k) => (logarithm += rises[k * rows + row]!));
      return [first, ...rest].map(Math.exp);
    });
  };

  list("noise_range", [noiseRange.min, noiseRange.max]);
  list("channels", [channels]);
  list(
    "centres",
    Array.from({ length: centres }, (_, j) => j * spacing - radius),
  );
  list(
    "blocks",
    scales.map(({ block }) => block),
  );
  for (const [s, { filters: count, size, channels: seen }] of scales.entries()) {
    const bank = { count, size, channels: seen.length };
    list(`channels_${s}`, seen);
    stacked(`filters_${s}`, [count, size, size, seen.length], (stage) => {
      const of = (name: string): Float32Array =>
        take(`${stage}_scale${s}_${name}`, count, size, size, seen.length);
      return sameFilters(of("filters"), of("adjoint"), bank, `${stage}_scale${s}`);
    });
    stacked(`weights_${s}`, [count, centres], (stage) =>
      take(`${stage}_scale${s}_influence`, count, centres),
    );
  }
  for (const [kind, structure, rows] of [
    ["reaction", reaction, channels],
    ["gain", gain, gains],
  ] as const) {
    if (structure === null) continue;
    const { length } = structure.knots;
    list(`${kind}_knots`, structure.knots);
    stacked(kind, [rows, length], (stage) => curve(`${stage}_${kind}`, rows, length));
  }
  if (gainMap) {
    const { filters: count, size, block } = gainMap;
    list("map_block", [block]);
    stacked("map_filters", [count, size, size, channels], (stage) =>
      collectFilters(
        take(`${stage}_map_filters`, count, size, size, channels),
        { count, size, channels },
        ANALYSIS,
      ),
    );
    stacked("map_weights", [count, centres], (stage) => take(`${stage}_map_influence`, count, centres));
    stacked("map_synthesis", [count, size, size, gains], (stage) =>
      collectFilters(
        take(`${stage}_map_adjoint`, count, size, size, gains),
        { count, size, channels: gains },
        SYNTHESIS,
      ),
    );
  }
  return arrays;
}

/**
 * Returns the filters. Both convolutions must have the same: otherwise a stage is not the gradient of an
 * energy.
 */
function sameFilters(
  analysis: Float32Array,
  synthesis: Float32Array,
  bank: FilterBankShape,
  name: string,
): Float32Array {
  const filters = collectFilters(analysis, bank, ANALYSIS);
  const again = collectFilters(synthesis, bank, SYNTHESIS);
  if (filters.every((tap, i) => Math.abs(tap - again[i]!) < 1e-5)) return filters;
  throw broken(`${name}_adjoint to be ${name}_filters turned by 180°, got others`);
}

function architectureOf(metadata: ReadonlyMap<string, string>): Architecture {
  const text = metadata.get("architecture");
  if (text === undefined) throw broken("a model that genericdp exported, got another one");
  try {
    return parseArchitecture(JSON.parse(text));
  } catch (cause) {
    throw new ModelFormatError(`ONNX file: ${(cause as Error).message}`, { cause });
  }
}

/** The field numbers are those of onnx.proto3, see onnx-file.ts. */
function readContents(bytes: Uint8Array): OnnxContents {
  const contents: OnnxContents = { metadata: new Map(), constants: new Map() };
  const readGraph = (field: number, { constants }: OnnxContents, from: PbfReader): void => {
    if (field !== 5) return;
    const tensor = from.readMessage(readTensor, { name: "", numbers: [], raw: new Uint8Array() } as Tensor);
    constants.set(tensor.name, valuesOf(tensor));
  };
  const readFile = (field: number, into: OnnxContents, from: PbfReader): void => {
    if (field === 7) from.readMessage(readGraph, into);
    if (field !== 14) return;
    const entry: string[] = [];
    from.readMessage((part, texts, message) => (texts[part] = message.readString()), entry);
    into.metadata.set(entry[1] ?? "", entry[2] ?? "");
  };
  try {
    return new PbfReader(bytes).readFields(readFile, contents);
  } catch (cause) {
    throw new ModelFormatError(`ONNX file: it is damaged (${(cause as Error).message})`, { cause });
  }
}

interface Tensor {
  name: string;
  numbers: number[];
  /** The same numbers as little-endian bytes; programs write either field. */
  raw: Uint8Array;
}

function readTensor(field: number, tensor: Tensor, from: PbfReader): void {
  if (field === 4) from.readPackedFloat(tensor.numbers);
  else if (field === 8) tensor.name = from.readString();
  else if (field === 9) tensor.raw = from.readBytes();
}

function valuesOf({ numbers, raw }: Tensor): Float32Array {
  if (numbers.length > 0) return Float32Array.from(numbers);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  return Float32Array.from({ length: Math.floor(raw.length / 4) }, (_, i) => view.getFloat32(4 * i, true));
}

function broken(expectation: string): ModelFormatError {
  return new ModelFormatError(`ONNX file: expected ${expectation}`);
}
