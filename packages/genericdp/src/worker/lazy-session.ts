import type { Degradation } from "@genericdp/degradations";
import { analyseNoise, estimateNoiseLevel } from "../estimate-noise-level.ts";
import { inlineRestorer } from "../restorer.ts";
import type { ImageTask } from "../image-task.ts";
import type { RestoreSettings } from "../options.ts";
import type { RestorerOptions, InlineRestorer } from "../restorer.ts";
import { defaultBackend } from "../use-backend.ts";
import type { Listening, NamedDegradation, SharedModel, Work, WorkResult } from "./protocol.ts";

export interface ServeOptions extends Omit<RestorerOptions, "inline"> {
  /** Additional degradations by name, for `restore` on the other side. */
  readonly degradations?: Readonly<Record<string, (options: unknown) => Degradation>>;
}

/** The restorers of a worker, one per model. */
export interface LazySession {
  /** Sets the number of threads of the kernel, unless the worker has its own backend. */
  open(threads: number | undefined): void;
  learn(model: SharedModel): void;
  forget(model: number): void;
  /** Does work with a given model, or with that of the worker. */
  perform(work: Work, model: number | undefined, listening: Listening): Promise<WorkResult>;
}

/** Creates restorers for their first job, so that an invalid model is an error of that job. */
export function lazySession({ model: own, denoiser, backend, degradations = {} }: ServeOptions): LazySession {
  let threads: number | undefined;
  const models = new Map<number | undefined, SharedModel["value"] | undefined>([[undefined, own]]);
  const made = new Map<number | undefined, InlineRestorer>();
  const session = (id: number | undefined): InlineRestorer => {
    const model = models.get(id);
    const ready =
      made.get(id) ??
      inlineRestorer({
        backend: backend ?? defaultBackend(threads),
        ...(model !== undefined && { model }),
        ...(id === undefined && denoiser && { denoiser }),
      });
    made.set(id, ready);
    return ready;
  };
  const find = ({ name, options }: NamedDegradation): Degradation => {
    const make = Object.hasOwn(degradations, name) ? degradations[name] : undefined;
    if (make !== undefined) return make(options);
    const known = Object.keys(degradations).join(", ") || "none";
    throw new TypeError(`restore: expected a degradation known to the worker (${known}), got ${name}`);
  };
  return {
    open: (given) => {
      threads = given;
    },
    learn: ({ id, value }) => void models.set(id, value),
    forget: (id) => {
      made.get(id)?.dispose();
      for (const all of [made, models]) all.delete(id);
    },
    perform: async (work, model, listening) => {
      switch (work.task) {
        case "start": {
          const { backend: chosen, denoiser: facts, ...why } = await session(model).start();
          const { name, capabilities } = chosen;
          return { backend: { name, capabilities, ...why }, denoiser: facts };
        }
        case "estimateNoiseLevel":
          return estimateNoiseLevel(work.image, work.limit);
        case "analyseNoise":
          return analyseNoise(work.image, work.limit);
        case "examine":
          // A page that never examines does not have to load the code for it.
          return (await import("../examine.ts")).examine(work.image, work.limit);
        case "restore":
          return session(model).restore(work.image, find(work.degradation), {
            ...work.settings,
            ...listening,
          });
        default: {
          // The settings belong to the task, because both come from the same call.
          const run = session(model)[work.task] as ImageTask<[settings: RestoreSettings]>;
          return run(work.image, { ...work.settings, ...listening });
        }
      }
    },
  };
}
