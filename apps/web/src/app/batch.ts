import type { Stripped } from "@genericdp/image";
import { openPhoto } from "../codec/open-photo.ts";
import type { Photo } from "../codec/open-photo.ts";
import { savePhoto } from "../codec/save-photo.ts";
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
  readonly result?: File;
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
          strip: app.get().strip,
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
      const results = get().entries.flatMap(({ result }) => (result === undefined ? [] : [result]));
      try {
        downloadFile(new File([await zipped(results)], "restored.zip", { type: "application/zip" }));
      } catch (error) {
        set({ failure: explain(error).headline });
      }
    },
  };
}

async function restoreFile(
  file: File,
  chosen: BatchTask,
  { examiner, photo: restorer, codec }: Engine,
  options: {
    readonly signal: AbortSignal;
    readonly strip: Stripped;
    readonly onProgress: (fraction: number) => void;
  },
): Promise<Pick<BatchEntry, "said" | "result">> {
  const start = performance.now();
  const photo: Photo = await openPhoto(file, codec);
  // The drawings are not shown.
  for (const drawing of Object.values(photo.drawing) as ImageBitmap[]) drawing.close();
  const findings = await examinePhoto(examiner, photo, options.signal).catch(() => "unknown" as const);
  options.signal.throwIfAborted();
  if (chosen === "auto" && typeof findings === "object" && findings.remedy === undefined) {
    return { said: "looks clean, kept as it is", result: file };
  }
  const own: Own = new Set(chosen === "auto" ? [] : ["task"]);
  const wanted = { ...DEFAULT_SETTINGS, ...(chosen !== "auto" && { task: chosen }) };
  const settings = suggested(wanted, findings, own);
  checkTaskSize(photo.pixels, settings);
  const input = { image: photo.pixels, jpeg: jpegTables(photo, { findings, own }) };
  const { signal, onProgress } = options;
  const image = await runTask(restorer, input, settings, { signal, onProgress, transfer: true });
  const result = await savePhoto(photo, image, { task: settings.task, strip: options.strip }, codec);
  const seconds = (performance.now() - start) / 1000;
  return { said: `${TASK_NAMES[settings.task]}, ${duration(seconds)}`, result };
}
