import type { Stripped } from "@genericdp/image";
import type { Codec } from "../codec/codec.ts";
import { openPhoto } from "../codec/open-photo.ts";
import type { Photo } from "../codec/open-photo.ts";
import { describedPhoto, encodePhoto } from "../codec/save-photo.ts";
import type { EncodedPhoto } from "../codec/save-photo.ts";
import type { Engine } from "../engine/engine.ts";
import { downloadFile, explain } from "./actions.ts";
import { examinePhoto } from "./examine-photo.ts";
import { duration } from "./format.ts";
import { runTask } from "./run-task.ts";
import { DEFAULT_SETTINGS, TASK_NAMES } from "./settings.ts";
import type { Own, Task } from "./settings.ts";
import type { AppState } from "./state.ts";
import { store } from "./store.ts";
import type { Store } from "./store.ts";
import { jpegTables, suggested } from "./suggest.ts";
import { checkTaskSize } from "./task-size.ts";
import { zipped } from "./zip.ts";

/** What is done with each photo: one task for all, or the one that suits it. */
export type BatchTask = "auto" | Extract<Task, "denoise" | "upscale" | "deblock">;

export interface BatchEntry {
  readonly file: File;
  readonly state: "waiting" | "working" | "done" | "failed";
  /** What was done, or what went wrong. */
  readonly said: string;
  /** Undefined also for a photo that was done but looked clean: it is kept as it is. */
  readonly result?: EncodedPhoto;
}

export interface BatchState {
  readonly task: BatchTask;
  readonly entries: readonly BatchEntry[];
  readonly isWorking: boolean;
  /** How much of the current photo is done, 0 to 1. */
  readonly fraction: number;
  readonly failure: string | undefined;
}

export interface Batch extends Store<BatchState> {
  open(files: readonly File[]): void;
  choose(task: BatchTask): void;
  /** Restores the remaining photos one after the other. */
  run(): Promise<void>;
  cancel(): void;
  /** Saves all results as a zip file. */
  save(): Promise<void>;
}

const EMPTY: BatchState = { task: "auto", entries: [], isWorking: false, fraction: 0, failure: undefined };

/** Restores several photos one after the other. */
export function batch(app: Store<AppState>, engine: Engine): Batch {
  const own = store<BatchState>(EMPTY);
  const { get, set } = own;
  let work = new AbortController();
  const change = (index: number, part: Partial<BatchEntry>): void =>
    set({ entries: get().entries.map((entry, i) => (i === index ? { ...entry, ...part } : entry)) });
  const cancel = (): void => {
    work.abort();
    const entries = get().entries.map((entry) =>
      entry.state === "working" ? { ...entry, state: "waiting" as const, said: "" } : entry,
    );
    set({ entries, isWorking: false });
  };
  const run = async (): Promise<void> => {
    const { signal } = (work = new AbortController());
    const { entries, task } = get();
    set({ isWorking: true, failure: undefined });
    for (const [index, { file, state }] of entries.entries()) {
      if (state === "done") continue;
      change(index, { state: "working", said: "" });
      set({ fraction: 0 });
      try {
        const done = await restoreFile(file, task, engine, {
          signal,
          onProgress: (fraction) => set({ fraction }),
        });
        if (signal.aborted) return;
        change(index, { ...done, state: "done" });
      } catch (error) {
        if (signal.aborted) return;
        change(index, { state: "failed", said: explain(error).headline });
      }
    }
    set({ isWorking: false });
  };
  // Opening another photo, or none, cancels the batch.
  app.watch(({ phase }, before) => {
    if (before.phase === "batch" && phase !== "batch") {
      cancel();
      set(EMPTY);
    }
  });
  return {
    ...own,
    run,
    cancel,
    open: (files) => {
      const entries = files.map((file): BatchEntry => ({ file, state: "waiting", said: "" }));
      set({ ...EMPTY, entries });
      app.set({ phase: "batch" });
    },
    choose: (task) => {
      const entries = get().entries.map(({ file }): BatchEntry => ({ file, state: "waiting", said: "" }));
      set({ task, entries });
    },
    save: async () => {
      const done = get().entries.filter(({ state }) => state === "done");
      try {
        const files: File[] = [];
        for (const entry of done) files.push(await fileOf(entry, app.get().strip, engine.codec));
        downloadFile(new File([await zipped(files)], "restored.zip", { type: "application/zip" }));
      } catch (error) {
        set({ failure: explain(error).headline });
      }
    },
  };
}

/** The file for an entry. A clean photo is encoded again only to leave out metadata. */
async function fileOf({ file, result }: BatchEntry, strip: Stripped, codec: Codec): Promise<File> {
  if (result === undefined && strip === "none") return file;
  const photo = result === undefined && (await openUnseen(file, codec));
  const encoded = photo ? await encodePhoto(photo, photo.pixels, undefined, codec) : result!;
  return describedPhoto(encoded, strip, codec);
}

/** Opens a photo that is not shown. */
async function openUnseen(file: File, codec: Codec): Promise<Photo> {
  const photo = await openPhoto(file, codec);
  for (const drawing of Object.values(photo.drawing) as ImageBitmap[]) drawing.close();
  return photo;
}

async function restoreFile(
  file: File,
  chosen: BatchTask,
  { examiner, photo: restorer, codec }: Engine,
  options: {
    readonly signal: AbortSignal;
    readonly onProgress: (fraction: number) => void;
  },
): Promise<Pick<BatchEntry, "said" | "result">> {
  const start = performance.now();
  const photo = await openUnseen(file, codec);
  const findings = await examinePhoto(examiner, photo, options.signal).catch(() => "unknown" as const);
  options.signal.throwIfAborted();
  if (chosen === "auto" && typeof findings === "object" && findings.remedy === undefined) {
    return { said: "looks clean, kept as it is" };
  }
  const own: Own = new Set(chosen === "auto" ? [] : ["task"]);
  const wanted = { ...DEFAULT_SETTINGS, ...(chosen !== "auto" && { task: chosen }) };
  const settings = suggested(wanted, findings, own);
  checkTaskSize(photo.pixels, settings);
  const input = { image: photo.pixels, jpeg: jpegTables(photo, { findings, own }) };
  const { signal, onProgress } = options;
  const image = await runTask(restorer, input, settings, { signal, onProgress, transfer: true });
  const result = await encodePhoto(photo, image, settings.task, codec);
  const seconds = (performance.now() - start) / 1000;
  return { said: `${TASK_NAMES[settings.task]}, ${duration(seconds)}`, result };
}
