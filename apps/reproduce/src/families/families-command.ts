import { join } from "node:path";
import { parseArgs } from "node:util";
import { wasm } from "@genericdp/backend-wasm";
import { missingData } from "../missing-data.ts";
import { centres, grayImages, packagedSets } from "../paper/images.ts";
import { familyModels, trainFamilies } from "./family-models.ts";
import { reproduceFamilies } from "./families.ts";

/** Side of the parts of images that are measured, so that a run takes minutes. */
const SIDE = 192;

/**
 * `reproduce families [--data DIR] [--models DIR] [--out DIR] [--quick] [--no-train]`: each model on each
 * family of degradations.
 *
 * @param resolve makes a path absolute, relative to the caller's folder.
 */
export async function familiesCommand(
  args: readonly string[],
  resolve: (path: string) => string,
  defaultData: string | undefined,
): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string" },
      models: { type: "string" },
      out: { type: "string" },
      quick: { type: "boolean" },
      "no-train": { type: "boolean" },
    },
  });
  const quick = values.quick === true;
  const data = values.data === undefined ? defaultData : resolve(values.data);
  const training = !quick && values["no-train"] !== true;
  const needs = quick ? [] : ["bsd68", ...(training ? ["bsds500/train", "bsds500/validation"] : [])];
  const missing = missingData(data, needs);
  if (missing !== undefined) {
    throw new Error(
      `families: ${missing}. Use --data DIR, --no-train, or --quick for photos from npm packages`,
    );
  }
  const out = resolve(values.out ?? join("out", quick ? "families-quick" : "families"));
  const folder = values.models === undefined ? join(out, "models") : resolve(values.models);
  if (training) await trainFamilies(folder, data!, process.stderr);
  const backend = wasm();
  await backend.activate();
  try {
    const [set, images] = quick
      ? ["packaged", (await packagedSets(SIDE)).denoising]
      : ["bsd68", centres(await grayImages(join(data!, "bsd68")), SIDE)];
    const page = await reproduceFamilies({
      set: `${set}-${SIDE}`,
      images,
      models: familyModels(folder),
      out,
      introduction: introduction(quick),
      progress: process.stderr,
    });
    console.log(page);
  } finally {
    backend.release();
  }
}

function introduction(quick: boolean): string[] {
  const which = quick ? "two photos of npm packages" : "the 68 images of BSD68";
  return [
    "Every stage is a data step and the diffusion term, whose filters and influence functions serve noise " +
      "too. Each family has curves of its own: the weight of the data step and the gain. One model was " +
      "trained for all families; in another, only the curves were trained, and the rest is the model for " +
      "noise. The others were trained for one family, with a quarter of the steps, and have the curves of " +
      "the second one for the rest.",
    `Measured on the middle ${SIDE}×${SIDE} pixels of ${which}. The border of blurs is unknown; shrinking ` +
      "is bicubic.",
  ];
}
