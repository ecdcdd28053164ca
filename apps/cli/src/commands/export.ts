import { extname, resolve } from "node:path";
import { replaceFile } from "@genericdp/image/node";
import { exportMat, exportNpz, exportOnnx } from "@genericdp/interchange";
import { writeModel } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { checkWritable, isSameFile, makeFolderOf } from "../files.ts";
import { loadModel } from "../load-model.ts";
import { oneLine, printLine } from "../print.ts";

/** The formats by file extension. */
const FORMATS: Readonly<Record<string, (model: Model) => Uint8Array<ArrayBuffer>>> = {
  ".onnx": exportOnnx,
  ".npz": exportNpz,
  ".mat": exportMat,
  ".genericdp": writeModel,
};

/** `genericdp export MODEL OUT`: writes a model in a format of other programs. */
export async function exportModel(
  source: string,
  output: string,
  { stdout, folder }: Context,
): Promise<void> {
  const write = FORMATS[extname(output).toLowerCase()];
  if (write === undefined) {
    throw new UsageError(`expected OUT to end in .onnx, .npz, .mat or .genericdp, got ${output}`);
  }
  const to = resolve(folder, output);
  if (await isSameFile(resolve(folder, source), to)) {
    throw new UsageError(`expected OUT to be another file than MODEL, got ${output} twice`);
  }
  const model = await loadModel(folder, source);
  await checkWritable(to);
  await makeFolderOf(to);
  await replaceFile(to, write(model));
  const { min, max } = model.architecture.noiseRange;
  const levels = min === max ? `noise level ${min}` : `noise levels ${min} to ${max}`;
  await printLine(stdout, oneLine(`${source} → ${output}: ${model.parameters.length} parameters, ${levels}`));
}
