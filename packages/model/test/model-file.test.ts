import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ModelFormatError,
  createModel,
  parseArchitecture,
  plainInitialization,
  readModel,
  writeModel,
} from "../src/index.ts";

const architecture = parseArchitecture({
  stages: 2,
  scales: [
    { filters: 2, size: 3 },
    { filters: 3, size: 5 },
  ],
  influence: { centres: 5, radius: 100 },
  reaction: { knots: [1, 10, 50] },
  gain: null,
  noiseRange: { min: 1, max: 50 },
});
const parameters = plainInitialization(architecture).map((value, i) => value + 0.001 * ((i * 37) % 11));
const model = createModel({
  name: "sample ü",
  architecture,
  parameters,
  training: { seed: 7, data: ["a", null] },
});

/** Changes the header of a file, keeps its weights and corrects the checksum. */
function withHeader(bytes: Uint8Array, change: (header: Record<string, unknown>) => void): Uint8Array {
  return withChecksum(replaceHeader(bytes, change));
}

function withChecksum(bytes: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(bytes);
  const end = bytes.length - 4;
  new DataView(sealed.buffer).setUint32(end, crc32(sealed.subarray(0, end)), true);
  return sealed;
}

/** The same model as a file of version 1. */
function ofVersion1(bytes: Uint8Array): Uint8Array {
  const length = new DataView(bytes.buffer).getUint32(8, true);
  const weights = crc32(bytes.subarray(12 + length, -4))
    .toString(16)
    .padStart(8, "0");
  const checksum = { algorithm: "crc32", weights };
  return replaceHeader(bytes, (header) => Object.assign(header, { version: 1, checksum })).slice(0, -4);
}

function replaceHeader(bytes: Uint8Array, change: (header: Record<string, unknown>) => void): Uint8Array {
  const length = new DataView(bytes.buffer).getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(12, 12 + length))) as Record<
    string,
    unknown
  >;
  change(header);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const out = new Uint8Array(12 + text.length + bytes.length - 12 - length);
  out.set(bytes.subarray(0, 8));
  new DataView(out.buffer).setUint32(8, text.length, true);
  out.set(text, 12);
  out.set(bytes.subarray(12 + length), 12 + text.length);
  return out;
}

describe("a model file", () => {
  it("is read back bit for bit in f32", () => {
    expect(readModel(writeModel(model))).toEqual(model);
  });

  it("rejects an unknown precision", () => {
    expect(() => writeModel(model, { precision: "float32" as never })).toThrow(
      new RangeError('writeModel: expected precision "f32" or "f16", got "float32"'),
    );
  });

  it("is read back rounded to 11 significant bits in f16, at half the size", () => {
    const bytes = writeModel(model, { precision: "f16" });
    const back = readModel(bytes);
    expect(back.training).toEqual(model.training);
    back.parameters.forEach((value, i) => {
      expect(Math.abs(value - parameters[i]!)).toBeLessThanOrEqual(
        Math.abs(parameters[i]!) / 2048 + 2 ** -25,
      );
    });
    expect(writeModel(back, { precision: "f16" })).toEqual(bytes);
  });

  it("can be read from the middle of a larger buffer", () => {
    const bytes = writeModel(model);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(readModel(larger.subarray(3))).toEqual(model);
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array, string]>([
    ["empty", () => new Uint8Array(), "got an empty one"],
    [
      "another kind of file",
      () => new TextEncoder().encode("\x89PNG\r\n\x1a\n and more"),
      "got another kind of file",
    ],
    ["cut off in the prefix", (b) => b.slice(0, 10), "cut off"],
    ["cut off in the header", (b) => b.slice(0, 40), "cut off"],
    ["cut off in the weights", (b) => b.slice(0, -1), "cut off"],
    ["with bytes behind it", (b) => Uint8Array.from([...b, 0]), "agrees with its checksum"],
    [
      "with weights left over",
      (b) => withChecksum(Uint8Array.from([...b, 0])),
      "there is data after the model",
    ],
    [
      "with a flipped bit in the weights",
      (b) => b.map((v, i) => (i === b.length - 9 ? v ^ 1 : v)),
      "it is damaged or cut off",
    ],
    ["with a broken header", (b) => b.map((v, i) => (i === 12 ? 0x5b : v)), "model file:"],
    ["with a header that is no text", (b) => b.map((v, i) => (i === 20 ? 0xff : v)), "model file:"],
    [
      "of a later version",
      (b) => withHeader(b, (h) => (h["version"] = 3)),
      "version 2 at most, got version 3",
    ],
    [
      "of no version",
      (b) => withHeader(b, (h) => delete h["version"]),
      "expected version 1 or 2, got undefined",
    ],
    ["of another format", (b) => withHeader(b, (h) => (h["format"] = "onnx")), 'got "onnx"'],
    ["of unknown precision", (b) => withHeader(b, (h) => (h["precision"] = "f64")), 'got "f64"'],
    ["without a name", (b) => withHeader(b, (h) => (h["name"] = 3)), "expected a name, got 3"],
    [
      "without a training record",
      (b) => withHeader(b, (h) => (h["training"] = [])),
      "expected a training record",
    ],
    [
      "of version 1 without a checksum",
      (b) => replaceHeader(ofVersion1(b), (h) => delete h["checksum"]),
      "the file is damaged",
    ],
    [
      "of version 1 with a flipped bit in the weights",
      (b) => ofVersion1(b).map((v, i, { length }) => (i === length - 5 ? v ^ 1 : v)),
      "the file is damaged",
    ],
    ["of version 1 and cut off", (b) => ofVersion1(b).slice(0, -1), "cut off"],
    [
      "of version 1 with bytes behind it",
      (b) => Uint8Array.from([...ofVersion1(b), 0]),
      "there is data after the model",
    ],
    [
      "with a flipped bit in its checksum",
      (b) => b.map((v, i) => (i === b.length - 1 ? v ^ 1 : v)),
      "agrees with its checksum",
    ],
    [
      "with more stages than weights",
      (b) => withHeader(b, (h) => ((h["architecture"] as { stages: number }).stages = 3)),
      "parameters for its architecture",
    ],
    [
      "with an even filter size",
      (b) =>
        withHeader(b, (h) => (h["architecture"] = { ...architecture, scales: [{ filters: 2, size: 4 }] })),
      "odd scales[0].size, got 4",
    ],
    [
      "with a count that does not fit",
      (b) => withHeader(b, (h) => (h["parameters"] = 1)),
      "parameters for its architecture, got 1",
    ],
    [
      "with a weight that is no number",
      () => writeModel({ ...model, parameters: parameters.map((v, i) => (i === 3 ? NaN : v)) }),
      "finite numbers in stage 1 scale 0 coefficients",
    ],
    [
      "with a filter of zeros",
      () => writeModel({ ...model, parameters: parameters.map((v, i) => (i < 8 ? 0 : v)) }),
      "all zeros for filter 0",
    ],
  ])("is rejected when %s", (_, damage, message) => {
    const bytes = damage(writeModel(model));
    expect(() => readModel(bytes)).toThrow(ModelFormatError);
    expect(() => readModel(bytes)).toThrow(message);
  });

  it("of version 1 is still read", () => {
    expect(readModel(ofVersion1(writeModel(model)))).toEqual(model);
  });

  it("is rejected with a ModelFormatError whichever bit is flipped, in header or weights", () => {
    const bytes = writeModel(model, { precision: "f16" });
    const accepted: number[] = [];
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const flipped = bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
      try {
        readModel(flipped);
        accepted.push(bit);
      } catch (error) {
        if (!(error instanceof ModelFormatError)) throw error;
      }
    }
    expect(accepted).toEqual([]);
  });

  it("is read or rejected with a ModelFormatError, however it is mutated", () => {
    const bytes = writeModel(model, { precision: "f16" });
    const outcome = (mutated: Uint8Array): string => {
      try {
        return typeof readModel(mutated).name;
      } catch (error) {
        return (error as Error).name;
      }
    };
    const change = fc.record({
      at: fc.nat(bytes.length - 1),
      by: fc.integer({ min: 1, max: 255 }),
      length: fc.nat(bytes.length),
    });
    fc.assert(
      fc.property(change, ({ at, by, length }) => {
        const mutated = bytes.map((value, i) => (i === at ? value ^ by : value)).slice(0, length);
        expect(["string", "ModelFormatError"]).toContain(outcome(mutated));
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
