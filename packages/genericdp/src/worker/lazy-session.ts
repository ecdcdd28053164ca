import { estimateNoiseLevel } from "../estimate-noise-level.ts";
import { inlineRestorer } from "../restorer.ts";
import type { RestorerOptions, SolveOptions, InlineRestorer } from "../restorer.ts";
import { defaultBackend } from "../use-backend.ts";
import type { SharedModel, Work, WorkResult } from "./protocol.ts";

/** The restorers of a worker, one a model. */
export interface LazySession {
  /** Says how many threads the worker's kernel has, where the worker has no backend of its own. */
  open(threads: number | undefined): void;
  learn(model: SharedModel): void;
  forget(model: number): void;
  /** Does work with a model that was told, or with the worker's own. */
  perform(
    work: Work,
    model: number | undefined,
    listening: Pick<SolveOptions, "signal" | "onProgress">,
  ): Promise<WorkResult>;
}

/** Restorers that are made at their first job, so that a model that is none is that job's error. */
export function lazySession({ model: own, backend }: RestorerOptions): LazySession {
  let threads: number | undefined;
  const models = new Map<number | undefined, SharedModel["value"] | undefined>([[undefined, own]]);
  const made = new Map<number | undefined, InlineRestorer>();
  const session = (id: number | undefined): InlineRestorer => {
    const model = models.get(id);
    const ready =
      made.get(id) ??
      inlineRestorer({ backend: backend ?? defaultBackend(threads), ...(model && { model }) });
    made.set(id, ready);
    return ready;
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
          const { model: used, start } = session(model);
          const { name, architecture } = used;
          const { backend: chosen, ...why } = await start();
          return {
            backend: { name: chosen.name, capabilities: chosen.capabilities, ...why },
            model: { name, noiseRange: architecture.noiseRange, stages: architecture.stages },
          };
        }
        case "estimateNoiseLevel":
          return estimateNoiseLevel(work.image);
        case "denoise":
          return session(model).denoise(work.image, { ...work.options, ...listening });
        case "deblur":
          return session(model).deblur(work.image, { ...work.options, ...listening });
        case "upscale":
          return session(model).upscale(work.image, { ...work.options, ...listening });
        case "inpaint":
          return session(model).inpaint(work.image, { ...work.options, ...listening });
      }
    },
  };
}
