import { join, relative } from "node:path";
import { stageFile } from "@genericdp/image/node";
import type { FileStamp, StagedFile } from "@genericdp/image/node";
import type { Restorer } from "genericdp";
import { explain } from "../errors.ts";
import { makeFolderOf, stampOf } from "../files.ts";
import { checkWritablePicture, notesOnPicture, openPicture } from "../picture.ts";
import { restoredFacts } from "../restored-facts.ts";
import { chooseNoise, restoreImage, taskFor } from "../restore-settings.ts";
import type { RestoreSettings, RestoreTask } from "../restore-settings.ts";
import type { BatchReport, FileOutcome } from "./batch-report.ts";
import type { DoneRecord } from "./done-record.ts";
import type { PlannedFile } from "./plan-outputs.ts";

export interface BatchRun {
  readonly task: RestoreTask;
  readonly session: Restorer;
  readonly settings: RestoreSettings;
  /** The backend's name in JSON. */
  readonly backend: string;
  /** What outputs depend on in addition to their inputs. */
  readonly made: object;
  /** The folder of outputs. */
  readonly target: string;
  readonly record: DoneRecord;
  readonly force: boolean;
  readonly report: Pick<BatchReport, "progress">;
  /** All files are computed by the same threads: one at a time. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
}

/** Restores one file of many; problems with it are an outcome. */
export async function restorePlanned(file: PlannedFile, run: BatchRun): Promise<FileOutcome> {
  const { input, output, from } = file;
  try {
    const made = {
      input: relative(run.target, from),
      inputStamp: (await stampOf(from)) ?? { size: -1, time: 0 },
      settings: run.made,
    };
    if (!run.force) {
      if (await run.record.isDone(file.places, made)) return { status: "skipped", input, output };
      await refuseForeign(file, run);
    }
    return await restoreAndWrite(file, made, run);
  } catch (error) {
    // Neither is a problem of the file.
    run.signal.throwIfAborted();
    const text = explain(error);
    const named = [input, from, output, file.to].some((name) => text.includes(name));
    return { status: "failed", input, error: named ? text : `cannot restore ${input}: ${text}` };
  }
}

/** A file at the path of an output that no run made, or that was changed since, may be valuable. */
async function refuseForeign({ places }: PlannedFile, { target, record }: BatchRun): Promise<void> {
  for (const place of places) {
    const path = join(target, place);
    if ((await stampOf(path)) === undefined || (await record.isOurs(place))) continue;
    throw new Error(
      `cannot write ${path}: it exists and is not the unchanged output of a run: --force replaces it`,
    );
  }
}

async function restoreAndWrite(
  file: PlannedFile,
  made: { readonly input: string; readonly inputStamp: FileStamp; readonly settings: object },
  { session, backend, target, record, report, inTurn, signal, ...given }: BatchRun,
): Promise<FileOutcome> {
  const { input, output, from, to, format, places } = file;
  const { quality, read, denoiser } = given.settings;
  const encoding = { format, ...(quality !== undefined && { quality }) };
  const picture = await openPicture(from, { ...read, format });
  const { task, settings, why } = await taskFor(given.task, given.settings, { picture, input });
  const scale = task.scale?.(picture.facts(), input) ?? 1;
  checkWritablePicture(picture, { ...encoding, path: to, scale });
  const { pages, width, height } = picture.facts();
  const models = new Set<string>();
  const onModel = (name: string): void => void models.add(name);
  const { noise, seconds } = await inTurn(async () => {
    signal.throwIfAborted();
    const start = performance.now();
    const chosen = chooseNoise(picture, input, settings, task);
    const showProgress = (fraction: number): void => report.progress(input, fraction);
    showProgress(0);
    const common = { input, noise: chosen, limit: read, signal, onModel };
    await picture.restore({
      restore: (frame, onProgress) => restoreImage(session, frame, task, { ...common, onProgress }),
      onProgress: showProgress,
      local: task.local === true ? denoiser.model : undefined,
    });
    return { noise: chosen, seconds: (performance.now() - start) / 1000 };
  });
  const contents = [
    await picture.encode(encoding).catch(namingPath(to)),
    ...(places.length > 1 ? [await picture.preview()] : []),
  ];
  signal.throwIfAborted();
  await makeFolderOf(to);
  const staged: StagedFile[] = [];
  try {
    for (const [i, place] of places.entries()) {
      staged.push(await stageFile(join(target, place), contents[i]!));
    }
    const files = Object.fromEntries(places.map((place, i) => [place, staged[i]!.stamp]));
    await record.add({ files, ...made });
    for (const one of staged) await one.commit();
  } catch (error) {
    for (const one of staged) await one.discard();
    throw error;
  }
  return {
    status: "done",
    facts: restoredFacts({
      input,
      output,
      restored: picture.facts(),
      noise,
      settings,
      models,
      backend,
      seconds,
    }),
    megapixels: (picture.frames * width * height) / 1e6,
    notes: [
      ...(why === undefined ? [] : [why]),
      ...notesOnPicture(picture, { ...encoding, input, output }),
      ...noise.notes,
    ],
    ...(pages !== undefined && { pages }),
  };
}

/** Bytes in memory have no name. */
function namingPath(path: string): (error: unknown) => never {
  return (cause) => {
    const message = explain(cause).replace(/(?<=cannot (?:read|write) )the image(?=:)/, path);
    throw new Error(message, { cause });
  };
}
