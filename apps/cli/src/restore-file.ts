import { resolve } from "node:path";
import { formatOfName, outputFormat, replaceFile } from "@genericdp/image/node";
import type { ImageFormat } from "@genericdp/image";
import { restorer } from "genericdp";
import { restoreFolder } from "./batch/restore-folder.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { checkWritable, isSameFile, makeFolderOf } from "./files.ts";
import { expectedSeconds } from "./expected-time.ts";
import { openReportedBackend } from "./open-backend.ts";
import { checkOutputName, overwrites, parseFormat } from "./output-name.ts";
import { checkWritablePicture, notesOnPicture, openPicture } from "./picture.ts";
import { previewName } from "./preview-sheet.ts";
import { oneLine, printJson, printLine } from "./print.ts";
import { describeRestored, restoredFacts } from "./restored-facts.ts";
import { chooseNoise, parseRestoreFlags, restoreImage, taskFor } from "./restore-settings.ts";
import type { RestoreFlags, RestoreTask } from "./restore-settings.ts";
import { checkStdout, readStdin, writeStdout } from "./standard-streams.ts";
import { showTime, workProgress } from "./status-line.ts";
import type { ProgressBar } from "./status-line.ts";

/** Runs expected to take at least this many seconds are announced. */
const LONG = 15;
const FOR_FOLDERS = ["jobs", "recursive", "suffix"] as const;

/** Restores one image file, IN to OUT, or with `--out-dir` any number of files and folders. */
export async function restoreFiles(
  paths: readonly string[],
  flags: RestoreFlags,
  task: RestoreTask,
  context: Context,
): Promise<void> {
  const { outDir } = flags;
  if (outDir !== undefined) return restoreFolder(paths, { ...flags, outDir }, task, context);
  const needless = FOR_FOLDERS.find((name) => flags[name] !== undefined);
  if (needless !== undefined) throw new UsageError(`--${needless} is for folders: it needs --out-dir`);
  const [input, output, ...more] = paths;
  if (input === undefined || output === undefined) {
    throw new UsageError(
      "missing required argument 'out' (a file, - for standard output, or a folder with --out-dir)",
    );
  }
  if (more.length > 0) {
    throw new UsageError("too many arguments: expected IN and OUT, or several images and --out-dir");
  }
  return restoreFile(input, output, flags, task, context);
}

/** Source and target of an image; `-` is a standard stream and has no path. */
interface Ends {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** The requested format, or that of the input. */
  readonly format: ImageFormat | undefined;
}

/** Reads an image file, restores it and writes the result to another file, completely or not at all. */
async function restoreFile(
  input: string,
  output: string,
  flags: RestoreFlags,
  given: RestoreTask,
  context: Context,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const { from, to, format: wanted } = await parseEnds(input, output, flags, context);
  const parsed = await parseRestoreFlags(flags, given, context.folder);
  const { denoiser, quality, read } = parsed;
  const source = from ?? (await readStdin(context));
  const picture = await openPicture(source, { ...read, format: wanted });
  const { task, settings, why } = await taskFor(given, parsed, { picture, input });
  const image = picture.facts();
  const format = wanted ?? outputFormat(image.format);
  const encoding = { format, ...(quality !== undefined && { quality }) };
  const scale = task.scale?.(image, input) ?? 1;
  checkWritablePicture(picture, { ...encoding, path: output, scale });
  if (to !== undefined) await checkWritable(to);
  signal.throwIfAborted();
  const { backend, close } = await openReportedBackend(settings.backend, denoiser.model, stderr);
  const noise = chooseNoise(picture, input, settings, task);
  const { noiseLevel, notes } = noise;
  const note = (text: string): Promise<void> => printLine(stderr, oneLine(`genericdp: note: ${text}`));
  for (const text of [...notesOnPicture(picture, { ...encoding, input, output }), ...notes]) await note(text);
  const session = restorer({ ...denoiser.options, backend });
  const megapixels = (picture.frames * image.width * image.height * scale ** 2) / 1e6;
  if (why !== undefined) await note(why);
  else if (task.note) await note(task.note(picture.sample(), input));
  const level = noiseLevel === 0 ? "" : `, noise level ${noiseLevel.toFixed(1)}`;
  const what = `${task.command} ${input}${level}:`;
  let start = performance.now();
  let bar: ProgressBar | undefined;
  const models = new Set<string>();
  const onModel = (name: string): void => void models.add(name);
  const common = { input, noise, limit: read, signal, onModel };
  try {
    const expected = await expectedSeconds(session, image, {
      ...common,
      task,
      denoiser,
      scale,
      sample: picture.sample(),
    });
    const seconds = (expected ?? 0) * picture.frames;
    if (seconds > LONG) {
      await note(`this takes about ${showTime(seconds)} for ${megapixels.toPrecision(2)} megapixels`);
    }
    start = performance.now();
    bar = workProgress(context, { what, megapixels });
    await picture.restore({
      restore: (frame, onProgress) => restoreImage(session, frame, task, { ...common, onProgress }),
      onProgress: bar.show,
      local: task.local === true ? denoiser.model : undefined,
    });
  } finally {
    bar?.clear();
    session.dispose();
    close();
  }
  const seconds = (performance.now() - start) / 1000;
  const bytes = await picture.encode(encoding);
  if (to === undefined) await writeStdout(stdout, bytes);
  else {
    await makeFolderOf(to);
    if (flags.preview === true) await replaceFile(previewName(to), await picture.preview());
    await replaceFile(to, bytes);
  }
  const facts = restoredFacts({
    input,
    output,
    restored: picture.facts(),
    noise,
    settings,
    models,
    backend: backend.name,
    seconds,
  });
  // Standard output is reserved for the image.
  const report = to === undefined ? stderr : stdout;
  if (flags.json === true) return printJson(report, facts);
  return printLine(report, describeRestored(facts));
}

/** @throws UsageError if an output has no format, or would replace a file that must not be lost. */
async function parseEnds(
  input: string,
  output: string,
  { format, force = false, preview = false }: RestoreFlags,
  { folder, stdout }: Context,
): Promise<Ends> {
  const from = input === "-" ? undefined : resolve(folder, input);
  const to = output === "-" ? undefined : resolve(folder, output);
  const wanted = format === undefined ? undefined : parseFormat(format);
  if (to === undefined) {
    checkStdout(stdout);
    if (preview) throw new UsageError("expected a file as output with --preview, got the standard output");
    return { from, to, format: wanted };
  }
  if (wanted === undefined) checkOutputName(output);
  if (from !== undefined) {
    if (!force && (await isSameFile(from, to))) throw new UsageError(overwrites(output));
    if (preview && (await isSameFile(from, previewName(to)))) {
      throw new UsageError(`the preview, ${previewName(output)}, would replace the input`);
    }
  }
  return { from, to, format: wanted ?? formatOfName(output) };
}
