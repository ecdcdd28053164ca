import { resolve } from "node:path";
import { formatOfName, readImage, writeImage } from "@genericdp/image/node";
import type { PixelImage } from "@genericdp/image";
import { restorer } from "genericdp";
import { restoreFolder } from "./batch/restore-folder.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { checkWritable, isSameFile } from "./files.ts";
import { previewName, previewSheet } from "./preview-sheet.ts";
import { openBackendAloud } from "./open-backend.ts";
import { oneLine, printJson, printLine } from "./print.ts";
import { describeRestored, restoredFacts } from "./restored-facts.ts";
import { noiseLevelOf, notesOn, parseRestoreFlags } from "./restore-settings.ts";
import type { RestoreFlags, RestoreTask } from "./restore-settings.ts";
import { progressBar } from "./status-line.ts";

/** @throws UsageError unless the name of an output says what to write. */
export function checkOutputName(output: string): void {
  if (formatOfName(output) !== undefined) return;
  const known = ".png, .jpg, .jpeg, .webp, .tif, .tiff, .avif or .npy";
  throw new UsageError(`expected OUT to end in ${known}, got ${output}`);
}

const FOR_FOLDERS = ["jobs", "recursive", "suffix", "format"] as const;

/** Restores one image file, IN to OUT, or with `--out-dir` as many files and folders as there are. */
export async function restoreFiles(
  paths: readonly string[],
  flags: RestoreFlags,
  task: RestoreTask,
  context: Context,
): Promise<void> {
  const { outDir } = flags;
  if (outDir !== undefined) return restoreFolder(paths, { ...flags, outDir }, task, context);
  const needless = FOR_FOLDERS.find((name) => flags[name] !== undefined);
  if (needless !== undefined) throw new UsageError(`expected --${needless} together with --out-dir only`);
  const [input, output, ...more] = paths;
  if (input === undefined || output === undefined) {
    throw new UsageError("missing required argument 'out' (a file, or a folder by --out-dir)");
  }
  if (more.length > 0) {
    throw new UsageError("too many arguments: expected IN and OUT, or several images and --out-dir");
  }
  return restoreFile(input, output, flags, task, context);
}

/** Reads an image file, restores it and writes the result to another, whole or not at all. */
async function restoreFile(
  input: string,
  output: string,
  flags: RestoreFlags,
  task: RestoreTask,
  { stdout, stderr, folder, signal }: Context,
): Promise<void> {
  const [from, to] = [resolve(folder, input), resolve(folder, output)];
  checkOutputName(output);
  if (flags.force !== true && (await isSameFile(from, to))) {
    throw new UsageError(`expected OUT to be another file than IN, got ${output}: add --force`);
  }
  if (flags.preview === true && (await isSameFile(from, previewName(to)))) {
    throw new UsageError(
      `expected the preview of OUT to be another file than IN, got ${previewName(output)}`,
    );
  }
  const settings = await parseRestoreFlags(flags, task, folder);
  const { model, quality } = settings;
  const image = await readImage(from);
  await checkWritable(to);
  signal.throwIfAborted();
  const { backend, close } = await openBackendAloud(settings.backend, model, stderr);
  for (const note of notesOn(image, input, settings))
    await printLine(stderr, oneLine(`genericdp: note: ${note}`));
  const start = performance.now();
  const noiseLevel = noiseLevelOf(image, settings);
  const bar = progressBar(stderr, `noise level ${noiseLevel.toFixed(1)}`);
  const session = restorer({ model, backend });
  let restored: PixelImage;
  try {
    restored = await task.run(session, image, { input, noiseLevel, signal, onProgress: bar.show });
  } finally {
    bar.clear();
    session.dispose();
    close();
  }
  const seconds = (performance.now() - start) / 1000;
  if (flags.preview === true) await writeImage(previewName(to), previewSheet(image, restored));
  await writeImage(to, restored, quality === undefined ? {} : { quality });
  const facts = restoredFacts({
    input,
    output,
    restored,
    noiseLevel,
    settings,
    backend: backend.name,
    seconds,
  });
  if (flags.json === true) return printJson(stdout, facts);
  return printLine(stdout, describeRestored(facts));
}
