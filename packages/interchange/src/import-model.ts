import { decodeNpy } from "@genericdp/image";
import { ModelFormatError, readModel } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { unzipSync } from "fflate";
import { firstIndexFastest } from "./export-arrays.ts";
import { modelFromArrays } from "./model-from-arrays.ts";
import type { NamedArrays } from "./model-from-arrays.ts";
import { isMat, readMat } from "./read-mat.ts";
import { onnxArrays } from "./read-onnx.ts";
import { readTnrdModel } from "./read-tnrd-model.ts";

/** Maximal size of an array of an `.npz` file, in bytes. */
const LARGEST = 2 ** 28;

/**
 * Reads a model from the bytes of a file in any supported format: ours; ONNX, `.npz` and MATLAB files
 * exported by this package, possibly with modified numbers; or a MATLAB file of TNRD.
 *
 * @param file name of the file. Only our own format stores the model's name; TNRD files tell the noise level
 * only by their name.
 * @throws ModelFormatError that says what is wrong.
 */
export function importModel(bytes: Uint8Array, file: string): Model {
  const name = file.replace(/\.(onnx|npz|mat)$/i, "");
  if (isMat(bytes)) {
    const variables = readMat(bytes);
    return variables.has("filters_0")
      ? modelFromArrays(matArrays(variables), name)
      : readTnrdModel(bytes, file);
  }
  // The signature of a zip archive, then the first field of an ONNX file.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return modelFromArrays(npzArrays(bytes), name);
  if (bytes[0] === 0x08) return modelFromArrays(onnxArrays(bytes), name);
  return readModel(bytes);
}

function npzArrays(bytes: Uint8Array): NamedArrays {
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (originalSize > LARGEST) throw new RangeError(`expected at most ${LARGEST} bytes of ${name}`);
        return name.endsWith(".npy");
      },
    });
    return new Map(
      Object.entries(files).map(([name, array]) => [name.slice(0, -".npy".length), decodeNpy(array)]),
    );
  } catch (cause) {
    throw new ModelFormatError(`.npz file: ${(cause as Error).message}`, { cause });
  }
}

function matArrays(variables: ReturnType<typeof readMat>): NamedArrays {
  const arrays = Array.from(variables, ([name, value]) => {
    if (value === null || !("data" in value)) return [];
    const { data, shape } = value;
    return [[name, { data: firstIndexFastest(data, shape.toReversed()), shape }] as const];
  });
  return new Map(arrays.flat());
}
