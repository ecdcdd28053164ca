import { parseArchitecture } from "./architecture.ts";
import crc32 from "crc/calculators/crc32";
import { fromFloat16, toFloat16 } from "./float16.ts";
import { ModelFormatError } from "./model-format-error.ts";
import { createModel } from "./model.ts";
import type { Model } from "./model.ts";
import { parameterCount } from "./parameter-layout.ts";

/*
 * A model file is, byte by byte:
 *     8     the magic "GENDP\r\n\x1a": a transfer that mends line ends or stops at Ctrl-Z breaks it visibly
 *     4     length of the header, unsigned, little-endian
 *     n     the header, JSON in UTF-8
 *     m     the parameters, little-endian, in the order of parameterLayout
 *     4     CRC-32 of all the bytes before it, unsigned, little-endian
 * Version 1 has no checksum at its end but one of its parameters alone, in the header.
 */
const MAGIC = Uint8Array.from([0x47, 0x45, 0x4e, 0x44, 0x50, 0x0d, 0x0a, 0x1a]);
const PREFIX = MAGIC.length + 4;
const VERSION = 2;
const CHECKSUM = 4;
const BYTES = { f32: 4, f16: 2 } as const;

/** Options for storing a model. */
export type Precision = keyof typeof BYTES;

export interface WriteModelOptions {
  /** f16 halves the file and rounds each parameter to 11 significant bits. */
  readonly precision?: Precision;
}

/**
 * Returns a model as the bytes of a file.
 *
 * @throws RangeError for an unknown precision, or if a parameter is too large for f16.
 */
export function writeModel(
  model: Model,
  { precision = "f32" }: WriteModelOptions = {},
): Uint8Array<ArrayBuffer> {
  if (!Object.hasOwn(BYTES, precision)) {
    throw new RangeError(`writeModel: expected precision "f32" or "f16", got "${precision}"`);
  }
  const weights = encode(model.parameters, precision);
  const header = new TextEncoder().encode(
    JSON.stringify({
      format: "genericdp",
      version: VERSION,
      name: model.name,
      architecture: model.architecture,
      precision,
      parameters: model.parameters.length,
      training: model.training,
    }),
  );
  const bytes = new Uint8Array(PREFIX + header.length + weights.length + CHECKSUM);
  const view = new DataView(bytes.buffer);
  const end = bytes.length - CHECKSUM;
  bytes.set(MAGIC);
  view.setUint32(MAGIC.length, header.length, true);
  bytes.set(header, PREFIX);
  bytes.set(weights, PREFIX + header.length);
  view.setUint32(end, checksumOf(bytes.subarray(0, end)), true);
  return bytes;
}

/**
 * Reads the bytes of a model file.
 *
 * @throws ModelFormatError that says what is wrong.
 */
export function readModel(bytes: Uint8Array): Model {
  const { header, body } = split(bytes);
  if (header["format"] !== "genericdp")
    throw broken(`a header of format "genericdp", got ${JSON.stringify(header["format"])}`);
  const version = header["version"];
  if (typeof version === "number" && version > VERSION) {
    throw broken(
      `version ${VERSION} at most, got version ${version}: a later release of genericdp wrote this file`,
    );
  }
  if (version !== 1 && version !== VERSION) {
    throw broken(`version 1 or ${VERSION}, got ${JSON.stringify(version)}`);
  }
  const weights = version === VERSION ? withoutChecksum(bytes, body) : body;
  const { name, precision, training } = header;
  if (typeof name !== "string") throw broken(`a name, got ${JSON.stringify(name)}`);
  if (precision !== "f32" && precision !== "f16")
    throw broken(`precision "f32" or "f16", got ${JSON.stringify(precision)}`);
  if (!isRecord(training)) throw broken(`a training record, got ${JSON.stringify(training)}`);
  const architecture = refuse(() => parseArchitecture(header["architecture"]));
  const count = parameterCount(architecture);
  if (header["parameters"] !== count) {
    throw broken(`${count} parameters for its architecture, got ${JSON.stringify(header["parameters"])}`);
  }
  const expected = count * BYTES[precision];
  if (weights.length !== expected) {
    const fault = weights.length < expected ? "the file is cut off" : "there is data after the model";
    throw broken(`${expected} bytes of ${precision} weights, got ${weights.length}: ${fault}`);
  }
  if (version === 1) checkWeights(weights, header["checksum"]);
  return refuse(() => createModel({ name, architecture, parameters: decode(weights, precision), training }));
}

/** CRC-32 (ISO-HDLC, as in PNG and gzip), unsigned. */
function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes) >>> 0;
}

/** Checks the checksum of a file and returns the bytes before it. */
function withoutChecksum(bytes: Uint8Array, body: Uint8Array): Uint8Array {
  const end = bytes.length - CHECKSUM;
  const said = new DataView(bytes.buffer, bytes.byteOffset).getUint32(end, true);
  if (body.length < CHECKSUM || said !== checksumOf(bytes.subarray(0, end))) {
    throw broken("a file that agrees with its checksum, got one that does not: it is damaged or cut off");
  }
  return body.subarray(0, -CHECKSUM);
}

/** The check of version 1. */
function checkWeights(weights: Uint8Array, checksum: unknown): void {
  const sum = isRecord(checksum) && checksum["algorithm"] === "crc32" ? checksum["weights"] : undefined;
  const got = checksumOf(weights).toString(16).padStart(8, "0");
  if (sum !== got) {
    throw broken(`weights with checksum ${JSON.stringify(sum)}, got "${got}": the file is damaged`);
  }
}

function split(bytes: Uint8Array): { header: Record<string, unknown>; body: Uint8Array } {
  if (bytes.length === 0) throw broken("a model file, got an empty one");
  if (!MAGIC.every((byte, i) => bytes[i] === byte))
    throw broken("a file that starts with the signature of a genericdp model, got another kind of file");
  if (bytes.length < PREFIX)
    throw broken(`at least ${PREFIX} bytes, got ${bytes.length}: the file is cut off`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(MAGIC.length, true);
  if (bytes.length < PREFIX + length) {
    throw broken(`a header of ${length} bytes, got ${bytes.length - PREFIX}: the file is cut off`);
  }
  const header = refuse((): unknown =>
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(PREFIX, PREFIX + length))),
  );
  if (!isRecord(header)) throw broken(`a JSON object as header, got ${JSON.stringify(header)}`);
  return { header, body: bytes.subarray(PREFIX + length) };
}

function encode(parameters: Float32Array, precision: Precision): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parameters.length * BYTES[precision]);
  const view = new DataView(bytes.buffer);
  parameters.forEach((value, i) => {
    if (precision === "f32") return view.setFloat32(4 * i, value, true);
    if (Math.abs(value) >= 65520)
      throw new RangeError(`writeModel: expected parameters within ±65504 for f16, got ${value}`);
    view.setUint16(2 * i, toFloat16(value), true);
  });
  return bytes;
}

function decode(weights: Uint8Array, precision: Precision): Float32Array {
  const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength);
  return new Float32Array(weights.length / BYTES[precision]).map((_, i) =>
    precision === "f32" ? view.getFloat32(4 * i, true) : fromFloat16(view.getUint16(2 * i, true)),
  );
}

/** Runs a step of reading; its errors mean that the file is invalid. */
function refuse<T>(step: () => T): T {
  try {
    return step();
  } catch (cause) {
    throw new ModelFormatError(`model file: ${(cause as Error).message}`, { cause });
  }
}

function broken(expectation: string): ModelFormatError {
  return new ModelFormatError(`model file: expected ${expectation}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
