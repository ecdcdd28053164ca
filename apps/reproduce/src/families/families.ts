import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { restorer } from "genericdp";
import type { NamedPlane } from "../paper/images.ts";
import { pageHtml } from "../paper/page.ts";
import type { PictureRow } from "../paper/page.ts";
import { pictureRow } from "../paper/pictures.ts";
import { compare } from "../paper/plane.ts";
import { openResults } from "../paper/results.ts";
import { runTrials } from "../paper/run-trials.ts";
import type { ProgressStream } from "../paper/run-trials.ts";
import { measuredRow } from "../paper/table.ts";
import type { Example, Trial } from "../paper/trials.ts";
import { CONDITIONS } from "./conditions.ts";
import type { Condition } from "./conditions.ts";
import type { FamilyModel } from "./family-models.ts";

export interface FamiliesOptions {
  /** Identifies the images: results are reused only for the same name. */
  readonly set: string;
  readonly images: readonly NamedPlane[];
  readonly models: readonly FamilyModel[];
  /** The folder for results and page. */
  readonly out: string;
  /** Paragraphs at the top of the page. */
  readonly introduction: readonly string[];
  readonly progress: ProgressStream;
  /** Default: all. */
  readonly conditions?: readonly Condition[];
}

/** A row of the table. */
interface Method {
  readonly id: string;
  readonly label: string;
  readonly version: string;
  /** Estimated seconds per megapixel, used until the method has been measured. */
  readonly guess: number;
  run(condition: Condition, image: NamedPlane, i: number): Promise<Example>;
}

/**
 * Measures each model on each family, and writes `families.html` and `families.json`. Returns the path of the
 * page.
 */
export async function reproduceFamilies(options: FamiliesOptions): Promise<string> {
  const { set, images, models, out, introduction, progress, conditions = CONDITIONS } = options;
  await mkdir(out, { recursive: true });
  const results = await openResults(join(out, "results.jsonl"));
  const open: (() => void)[] = [];
  const methods = [degraded, ...models.flatMap((model) => methodOf(model, (close) => open.push(close)))];
  const cells = methods.map((method) =>
    conditions.map((condition) => images.map((image, i) => trialOf(set, method, condition, image, i))),
  );
  try {
    await runTrials(cells.flat(2), results, progress);
    const measured = methods.map(({ label }, row) => measuredRow(label, cells[row]!, results));
    const absent = models.filter(({ model }) => model === undefined);
    const table = {
      title: "Every model on every family",
      note: "PSNR in dB and SSIM, means over the images; output clipped.",
      columns: conditions.map(({ name }) => name),
      rows: [
        ...measured,
        ...absent.map(({ label }) =>
          measuredRow(
            `${label}: not trained`,
            conditions.map(() => []),
            results,
          ),
        ),
      ],
    };
    progress.write("drawing the pictures\n");
    const pictures: PictureRow[] = [];
    for (const family of new Set(conditions.map((condition) => condition.family))) {
      const condition = conditions.findLast((each) => each.family === family)!;
      const [image] = images as [NamedPlane];
      const { truth } = await condition.degrade(image, 0);
      const heading = `${image.name}, ${condition.name}`;
      const run = (method: Method): Promise<Example> => method.run(condition, image, 0);
      pictures.push(await pictureRow(heading, truth, degraded.label, methods.slice(1), run));
    }
    const page = pageHtml({
      title: "One diffusion term for noise, JPEG, lost resolution and blur",
      introduction,
      tables: [table],
      pictures: [{ title: "Pictures", rows: pictures }],
      charts: [],
    });
    await writeFile(join(out, "families.json"), `${JSON.stringify({ images: set, table }, null, 2)}\n`);
    const file = join(out, "families.html");
    await writeFile(file, page);
    return file;
  } finally {
    for (const close of open) close();
  }
}

/** No restoration; enlarged images are interpolated. */
const degraded: Method = {
  id: "degraded",
  label: "degraded",
  version: "1",
  guess: 0.1,
  run: async (condition, image, i) => {
    const { truth, plain } = await condition.degrade(image, i);
    const shown = { ...plain, data: clip(plain.data) };
    return { degraded: shown, restored: shown, measurement: { ...compare(truth, shown), seconds: 0 } };
  },
};

/** The method of a model; none if it is not trained. */
function methodOf({ id, label, version, model }: FamilyModel, onOpen: (close: () => void) => void): Method[] {
  if (model === undefined) return [];
  const session = restorer({ model, inline: true });
  onOpen(() => session.dispose());
  const run: Method["run"] = async (condition, image, i) => {
    const { truth, plain, restore } = await condition.degrade(image, i);
    const start = performance.now();
    const { data, width, height } = await restore(session);
    const seconds = (performance.now() - start) / 1000;
    const restored = { data: clip(data), width, height };
    return { degraded: plain, restored, measurement: { ...compare(truth, restored), seconds } };
  };
  return [{ id, label, version, guess: 4, run }];
}

function trialOf(set: string, method: Method, condition: Condition, image: NamedPlane, i: number): Trial {
  return {
    key: [set, method.id, method.version, condition.name, image.name].join(" | "),
    group: `${method.id} ${condition.family}`,
    label: `${method.label}, ${condition.name}, ${image.name}`,
    megapixels: (image.width * image.height) / 1e6,
    guess: method.guess,
    run: async () => (await method.run(condition, image, i)).measurement,
  };
}

function clip(data: Float32Array): Float32Array {
  return data.map((level) => Math.min(255, Math.max(0, level)));
}
