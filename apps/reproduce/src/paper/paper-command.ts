import { join } from "node:path";
import { parseArgs } from "node:util";
import { wasm } from "@genericdp/backend-wasm";
import { missingData } from "../missing-data.ts";
import { firstOf, packagedSets, paperSets } from "./images.ts";
import type { ImageSets } from "./images.ts";
import { deblurringMethods, denoisingMethods, trainedMethod } from "./methods.ts";
import { reproducePaper } from "./paper.ts";
import { TRAINED_ROWS, modelFile, trainModels } from "./train-models.ts";

const NEEDS = ["bsd68", "levin09/gt", "levin09/kernels/kernels.json"];
/** The BSD68 picture in Figure 2. */
const EXAMPLE = "test009.png";

/**
 * `reproduce paper [--data DIR] [--out DIR] [--quick] [--no-train]`: all tables and figures of the paper.
 *
 * @param resolve makes a path absolute, relative to the caller's folder.
 */
export async function paperCommand(
  args: readonly string[],
  resolve: (path: string) => string,
  defaultData: string | undefined,
): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string" },
      out: { type: "string" },
      quick: { type: "boolean" },
      "no-train": { type: "boolean" },
    },
  });
  const quick = values.quick === true;
  const data = values.data === undefined ? defaultData : resolve(values.data);
  const missing = missingData(data, NEEDS);
  if (missing !== undefined && (!quick || values.data !== undefined)) {
    throw new Error(`paper: ${missing}. Use --data DIR, or --quick for photos from npm packages`);
  }
  const training = !quick && values["no-train"] !== true;
  const untrained = training ? missingData(data, ["bsds500/train"]) : undefined;
  if (untrained !== undefined) throw new Error(`paper: ${untrained}. Use --no-train to omit Table 1`);
  const out = resolve(values.out ?? join("out", quick ? "paper-quick" : "paper"));
  if (training) await trainModels(out, data!, process.stderr);
  const backend = wasm();
  await backend.activate();
  try {
    const own = missing === undefined ? data : undefined;
    const page = await reproducePaper({
      sets: await imageSets(own, quick),
      out,
      denoising: denoisingMethods(own),
      deblurring: deblurringMethods(),
      trained: TRAINED_ROWS.map((name) => trainedMethod(name, modelFile(out, name))),
      curve: {
        levels: Array.from({ length: 50 }, (_, i) => i + 1).filter((level) => !quick || level % 10 === 5),
        methods: ["gray-paper", "gray"],
      },
      example: EXAMPLE,
      introduction: introduction(quick, own !== undefined),
      progress: process.stderr,
    });
    console.log(page);
  } finally {
    backend.release();
  }
}

/** A quick run uses few images; without a data folder, small crops from npm packages. */
async function imageSets(data: string | undefined, quick: boolean): Promise<ImageSets> {
  if (data === undefined) return packagedSets();
  const sets = await paperSets(data);
  return quick ? firstOf(sets, { denoising: 3, deblurring: 1, kernels: 2 }) : sets;
}

function introduction(quick: boolean, ownData: boolean): string[] {
  const paper =
    "Qiao, Dou, Chen, Feng: Learning Generic Diffusion Processes for Image Restoration, BMVC 2017.";
  const rows = "Rows in italics are the paper's own figures; all others were measured by this program.";
  if (!quick) return [paper, rows];
  const which = ownData ? "the first images of each set" : "small crops of two photos";
  return [paper, rows, `A quick run on ${which}: its figures cannot be compared with the published ones.`];
}
