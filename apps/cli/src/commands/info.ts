import { resolve } from "node:path";
import { nodeBackend } from "@genericdp/backend-node";
import { multiplyAdds } from "@genericdp/model";
import type { Architecture, CurveArchitecture, ScaleArchitecture } from "@genericdp/model";
import type { Context } from "../context.ts";
import { replaceFile } from "@genericdp/image/node";
import { loadModel } from "../load-model.ts";
import { describeBackend } from "../open-backend.ts";
import { oneLine, print, printJson } from "../print.ts";
import { readTrainingLog } from "../report/read-training-log.ts";
import { trainingReport } from "../report/training-report.ts";

export interface InfoFlags {
  readonly json?: boolean;
  readonly report?: string;
}

/** `genericdp info [MODEL]`: describes a model file, or the bundled model, and the backend. */
export async function info(
  file: string | undefined,
  { json, report }: InfoFlags,
  context: Context,
): Promise<void> {
  const model = await loadModel(context.folder, file);
  const { name, architecture, training } = model;
  const parameters = model.parameters.length;
  if (report !== undefined) {
    const log = file === undefined ? [] : await readTrainingLog(resolve(context.folder, `${file}.log.jsonl`));
    await replaceFile(resolve(context.folder, report), new TextEncoder().encode(trainingReport(model, log)));
  }
  if (json === true) {
    const { capabilities, ...backend } = nodeBackend();
    const { instructions, threads } = capabilities;
    const computes = { name: backend.name, instructions, threads };
    return printJson(context.stdout, {
      file: file ?? null,
      name,
      parameters,
      architecture,
      training,
      backend: computes,
    });
  }
  const rows: [string, string][] = [
    // These come from the file and may contain anything.
    ["name", name],
    ["parameters", String(parameters)],
    ...describe(architecture),
    ...Object.entries(training).map(([key, value]): [string, string] => [`training ${key}`, show(value)]),
    ["computed with", describeBackend(nodeBackend())],
  ];
  const width = Math.max(...rows.map(([key]) => key.length));
  return print(
    context.stdout,
    rows.map(([key, value]) => `${oneLine(`${key.padEnd(width)}  ${value}`)}\n`).join(""),
  );
}

/** The channels of the opponent basis that colour models use. */
const CHANNELS = ["luminance", "red–blue", "green–magenta"];

function describe(architecture: Architecture): [string, string][] {
  const { stages, channels, scales, influence, reaction, gain, gainMap, noiseRange } = architecture;
  const bank = ({ filters, size }: { filters: number; size: number }): string =>
    `${filters} filters of ${size}×${size}`;
  const scaleText = (scale: ScaleArchitecture): string =>
    bank(scale) + (channels === 1 ? "" : ` on ${scale.channels.map((c) => CHANNELS[c] ?? c).join(", ")}`);
  return [
    ["noise levels", `${noiseRange.min} to ${noiseRange.max}`],
    ["channels", channels === 1 ? "1 (gray)" : channels === 3 ? "3 (colour)" : String(channels)],
    ["stages", String(stages)],
    ...scales.map((scale): [string, string] => [`scale 1/${scale.block}`, scaleText(scale)]),
    ["influence", `${influence.centres} Gaussians from -${influence.radius} to ${influence.radius}`],
    ["reaction", curve(reaction)],
    ["gain", curve(gain) + (gain?.perScale === true ? " for each scale" : "")],
    ["gain map", gainMap === null ? "none" : bank(gainMap)],
    ["multiply-adds", `${(multiplyAdds(architecture) / 1000).toFixed(1)} thousand per pixel`],
  ];
}

function curve(value: CurveArchitecture | null): string {
  if (value === null) return "none";
  const { knots } = value;
  return knots.length === 1 ? "constant" : `curve through ${knots.length} noise levels`;
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
