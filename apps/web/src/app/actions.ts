import { WorkerLostError } from "genericdp/worker";
import { openPhoto } from "../codec/open-photo.ts";
import type { Photo } from "../codec/open-photo.ts";
import { PhotoError } from "../codec/photo-error.ts";
import { describedPhoto, encodePhoto } from "../codec/save-photo.ts";
import type { Engine } from "../engine/engine.ts";
import { knownPixels } from "../view/stroke.ts";
import { copyPixels } from "./copy-pixels.ts";
import { examinePhoto } from "./examine-photo.ts";
import { runTask } from "./run-task.ts";
import { INITIAL_STATE } from "./state.ts";
import type { AppState, Failure } from "./state.ts";
import type { Store } from "./store.ts";
import { choose, jpegTables, suggested } from "./suggest.ts";
import { checkTaskSize } from "./task-size.ts";

/** What users can do. Errors end up in the state; no promise rejects. */
export interface Actions {
  open(file: File): Promise<void>;
  run(): Promise<void>;
  cancel(): void;
  save(): Promise<void>;
  close(): void;
}

export function actions(app: Store<AppState>, engine: Engine): Actions {
  const { get, set } = app;
  const { examiner, codec } = engine;
  // These are cancelled independently: everything that concerns a photo, and a run of the task.
  let photoWork = new AbortController();
  let taskWork = new AbortController();
  let examined: Promise<void> = Promise.resolve();

  const close = (): void => {
    photoWork.abort();
    taskWork.abort();
    const { info, pace, strip } = get();
    set({ ...INITIAL_STATE, info, pace, strip });
  };

  const examine = async (photo: Photo, signal: AbortSignal): Promise<void> => {
    const findings = await examinePhoto(examiner, photo, signal).catch(() => "unknown" as const);
    if (signal.aborted) return;
    const { settings, own } = get();
    set({ findings, settings: suggested(settings, findings, own) });
  };

  const open = async (file: File): Promise<void> => {
    close();
    const { signal } = (photoWork = new AbortController());
    set({ phase: "opening" });
    try {
      const photo = await openPhoto(file, codec);
      if (signal.aborted) return;
      const { width, height } = photo.pixels;
      set({ photo, phase: "ready", detail: { x: width / 2, y: height / 2 } });
      tellBackend();
      examined = examine(photo, signal);
    } catch (error) {
      if (signal.aborted) return;
      close();
      fail(error);
    }
  };

  const run = async (): Promise<void> => {
    const { photo, phase } = get();
    if (photo === undefined || phase === "working") return;
    const { signal } = (taskWork = new AbortController());
    // Keep the task that the button named, even if the examination suggests another one.
    choose(app, { task: get().settings.task });
    set({ phase: "working", failure: undefined, progress: { fraction: 0, since: performance.now() } });
    try {
      await examined;
      const { settings, strokes } = get();
      const { pixels } = photo;
      const jpeg = jpegTables(photo, get());
      checkTaskSize(pixels, settings);
      const known = settings.task === "inpaint" ? knownPixels(strokes, pixels) : undefined;
      const given = await copyPixels(pixels);
      const start = performance.now();
      set({ progress: { fraction: 0, since: start } });
      const image = await runTask(engine.photo, { image: given, known, jpeg }, settings, {
        signal,
        transfer: true,
        onProgress: (fraction) => {
          const last = get().progress;
          // Progress falls if the photo is restarted on another backend: measure the time from then on.
          const since = fraction < last.fraction ? performance.now() : last.since;
          set({ progress: { fraction, since } });
        },
      });
      const seconds = (performance.now() - start) / 1000;
      // The run may have switched to another backend.
      tellBackend();
      const drawn = await codec.draw(image, photo.colorSpace);
      if (signal.aborted) return;
      set({ phase: "done", result: { ...drawn, settings, strokes, seconds } });
    } catch (error) {
      if (signal.aborted) return;
      set({ phase: get().result ? "done" : "ready" });
      fail(error);
    }
  };

  const fail = (error: unknown): void => set({ failure: explain(error) });
  const tellBackend = (): void => void engine.photo.start().then((info) => set({ info }), fail);

  return {
    open,
    run,
    cancel: () => {
      taskWork.abort();
      set({ phase: get().result ? "done" : "ready" });
    },
    save: async () => {
      const { photo, result } = get();
      if (photo === undefined || result === undefined) return;
      try {
        const encoded = await encodePhoto(photo, result.pixels, result.settings.task, codec);
        downloadFile(await describedPhoto(encoded, get().strip, codec));
      } catch (error) {
        fail(error);
      }
    },
    close,
  };
}

/** Turns an error into a message for users. */
export function explain(error: unknown): Failure {
  if (error instanceof PhotoError) return { headline: error.message, advice: error.advice };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof WorkerLostError || /allocat|memory|Invalid typed array length/i.test(message)) {
    return {
      headline: "The photo could not be restored",
      advice: "There may not be enough memory for this photo. Close other tabs, or try a smaller photo.",
    };
  }
  return { headline: "That did not work", advice: message };
}

/** Offers a file as a download. */
export function downloadFile(file: File): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // Only later, because the browser must have started to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
