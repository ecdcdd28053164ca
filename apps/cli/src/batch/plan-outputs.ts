import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { formatOfName, inputFormatOfName, outputFormat } from "@genericdp/image/node";
import type { ImageFormat } from "@genericdp/image";
import { UsageError } from "../errors.ts";
import { previewName } from "../preview-sheet.ts";
import type { FoundInput, InputProblem } from "./find-inputs.ts";

export interface PlannedFile extends FoundInput {
  /** The output's path within the folder of outputs. */
  readonly place: string;
  /** The path of the output for messages, and for the system. */
  readonly output: string;
  readonly to: string;
  readonly format: ImageFormat;
  /** Paths of everything to be written: the output, and its preview if requested. */
  readonly places: readonly string[];
}

export interface PlanOutputsOptions {
  readonly folder: string;
  readonly outDir: string;
  readonly suffix: string;
  readonly format: ImageFormat | undefined;
  readonly preview: boolean;
  /** Whether animations stay animations. */
  readonly allFrames: boolean;
}

const EXTENSIONS: Readonly<Record<ImageFormat, string>> = {
  png: ".png",
  jpeg: ".jpg",
  webp: ".webp",
  tiff: ".tif",
  avif: ".avif",
  npy: ".npy",
};

/**
 * Determines the path of each output.
 *
 * @throws UsageError if two inputs have the same output, or an output is an input: nothing may be lost.
 */
export async function planOutputs(
  found: readonly FoundInput[],
  options: PlanOutputsOptions,
): Promise<{ readonly plan: PlannedFile[]; readonly problems: InputProblem[] }> {
  const plan: PlannedFile[] = [];
  const problems: InputProblem[] = [];
  for (const file of found) {
    const planned = planOne(file, options);
    if (planned !== undefined) plan.push(planned);
    else {
      const problem = `the name of ${file.input} has no image extension: use --format`;
      problems.push({ input: file.input, problem });
    }
  }
  refuseCollisions(plan, options);
  await refuseInputs(plan, found, options);
  return { plan, problems };
}

function planOne(
  file: FoundInput,
  { folder, outDir, suffix, format: wanted, preview, allFrames }: PlanOutputsOptions,
): PlannedFile | undefined {
  const named = formatOfName(file.place);
  const read = inputFormatOfName(file.place);
  const format = wanted ?? named ?? (read === "gif" && allFrames ? "webp" : read && outputFormat(read));
  if (format === undefined) return undefined;
  const extension = /\.[^./\\]*$/.exec(file.place)?.[0] ?? "";
  const stem = file.place.slice(0, file.place.length - extension.length);
  const place = stem + suffix + (format === named ? extension : EXTENSIONS[format]);
  return {
    ...file,
    place,
    output: join(outDir, place),
    to: resolve(folder, outDir, place),
    format,
    places: preview ? [place, previewName(place)] : [place],
  };
}

function refuseCollisions(plan: readonly PlannedFile[], { outDir }: PlanOutputsOptions): void {
  const caseless = process.platform === "win32" || process.platform === "darwin";
  const takenBy = new Map<string, PlannedFile>();
  for (const file of plan) {
    for (const place of file.places) {
      const key = caseless ? place.toLowerCase() : place;
      const other = takenBy.get(key);
      if (other !== undefined) {
        const both = `${other.input} and ${file.input}`;
        throw new UsageError(
          `${both} would both become ${join(outDir, place)}: use another --suffix or --out-dir for one`,
        );
      }
      takenBy.set(key, file);
    }
  }
}

/** Compares files, so other names and links are found too. */
async function refuseInputs(
  plan: readonly PlannedFile[],
  found: readonly FoundInput[],
  { folder, outDir }: PlanOutputsOptions,
): Promise<void> {
  const identity = async (path: string): Promise<string | undefined> => {
    const there = await stat(path, { bigint: true }).catch(() => undefined);
    return there?.isFile() === true ? `${there.dev}:${there.ino}` : undefined;
  };
  const inputs = new Map<string, string>();
  for (const { from, input } of found) {
    const id = await identity(from);
    if (id !== undefined) inputs.set(id, input);
  }
  for (const { places } of plan) {
    for (const place of places) {
      const id = await identity(resolve(folder, outDir, place));
      const input = id === undefined ? undefined : inputs.get(id);
      if (input === undefined) continue;
      const replaced = `the output ${join(outDir, place)} would replace the input ${input}`;
      throw new UsageError(`${replaced}: use another --out-dir or --suffix`);
    }
  }
}
