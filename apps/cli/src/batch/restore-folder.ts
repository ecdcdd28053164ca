import { relative, resolve } from "node:path";
import { restorer } from "genericdp";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { openReportedBackend } from "../open-backend.ts";
import { parseInteger } from "../options.ts";
import { parseFormat } from "../output-name.ts";
import { parseRestoreFlags } from "../restore-settings.ts";
import type { RestoreFlags, RestoreSettings, RestoreTask } from "../restore-settings.ts";
import { batchReport } from "./batch-report.ts";
import { readDoneRecord } from "./done-record.ts";
import { findInputs } from "./find-inputs.ts";
import { lockFolder, makeWritableFolder } from "./lock-folder.ts";
import { planOutputs } from "./plan-outputs.ts";
import { restorePlanned } from "./restore-planned.ts";

export interface FolderFlags extends RestoreFlags {
  readonly outDir: string;
}

/**
 * While one file is computed on all processors, another is decoded or encoded; more would only use memory.
 */
const DEFAULT_JOBS = 2;

/**
 * Restores many image files into a folder. Failures do not stop the others; outputs of an earlier run from
 * the same inputs in the same way are kept.
 *
 * @throws UsageError, before any work, if an output would be written twice or over an input; Error at the end
 *   if files failed.
 */
export async function restoreFolder(
  paths: readonly string[],
  flags: FolderFlags,
  task: RestoreTask,
  context: Context,
): Promise<void> {
  const { folder, signal } = context;
  const { outDir, force = false, recursive = false, preview = false, json = false } = flags;
  const jobs = flags.jobs === undefined ? DEFAULT_JOBS : parseInteger("--jobs", flags.jobs, 1, 64);
  const suffix = parseSuffix(flags.suffix ?? "");
  const format = flags.format === undefined ? undefined : parseFormat(flags.format);
  if (outDir === "") throw new UsageError("expected --out-dir to be a folder, got nothing");
  const settings = await parseRestoreFlags(flags, task, folder);
  const target = resolve(folder, outDir);
  const record = await readDoneRecord(target);
  const { found, problems, leftOut } = await findInputs(paths, { folder, recursive, except: target });
  // If outputs are among the inputs, a second run must not process them.
  const inputs = found.filter(({ from }) => !record.knows(relative(target, from)));
  const { allFrames } = settings.read;
  const planned = await planOutputs(inputs, { folder, outDir, suffix, format, preview, allFrames });
  signal.throwIfAborted();
  await makeWritableFolder(target);
  const unlock = await lockFolder(target, outDir);

  const failures = [...problems, ...planned.problems];
  const report = batchReport(context, { total: planned.plan.length + failures.length, json, leftOut });
  const { backend, close } = await openReportedBackend(
    settings.backend,
    settings.denoiser.model,
    context.stderr,
  );
  const session = restorer({ ...settings.denoiser.options, backend });
  const run = {
    task,
    session,
    settings,
    backend: backend.name,
    made: await madeWith(task, settings),
    target,
    record,
    force,
  };
  const queue = planned.plan.values();
  const inTurn = takeTurns();
  let stopped: { readonly reason: unknown } | undefined;
  const work = async (): Promise<void> => {
    try {
      for (const file of queue) {
        if (stopped !== undefined || signal.aborted) return;
        await report.add(await restorePlanned(file, { ...run, report, inTurn, signal }));
      }
    } catch (reason) {
      // Errors that do not concern a file, such as a closed output, end all work.
      stopped ??= { reason };
    }
  };
  try {
    await report.start();
    for (const { input, problem } of failures) await report.add({ status: "failed", input, error: problem });
    await Promise.all(Array.from({ length: jobs }, work));
  } finally {
    session.dispose();
    close();
    await unlock();
  }
  if (stopped !== undefined && !signal.aborted) throw stopped.reason;
  const failed = await report.finish();
  signal.throwIfAborted();
  const total = planned.plan.length + failures.length;
  if (failed > 0) throw new Error(`${failed} of ${total} files failed`);
}

/** What a file depends on in addition to its input and name, for the record. */
async function madeWith(
  { command, settings, options }: RestoreTask,
  { denoiser, sigma, strength, quality, read }: RestoreSettings,
): Promise<object> {
  return {
    command,
    ...settings,
    ...options,
    sigma,
    strength,
    quality: quality ?? null,
    // The limit for large images does not affect the result.
    read: { ...read, maxPixels: undefined },
    model: await denoiser.identity(),
  };
}

function parseSuffix(suffix: string): string {
  if (!/[/\\]|\p{Cc}/u.test(suffix)) return suffix;
  throw new UsageError(`expected --suffix to be a part of a file name, got ${JSON.stringify(suffix)}`);
}

/** Runs one job at a time, in the order of the calls. */
function takeTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}
