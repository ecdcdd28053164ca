import type { Model } from "@genericdp/model";
import { estimateNoiseLevel } from "../estimate-noise-level.ts";
import { restorer } from "../restorer.ts";
import type { Restorer, RestorerOptions, SolveOptions } from "../restorer.ts";
import type { Work, WorkResult } from "./protocol.ts";

/** The restorer of a worker. */
export interface LazySession {
  /** Says which model; no other than the worker's own unless given. */
  open(model: Model | Uint8Array | undefined): void;
  perform(work: Work, listening: Pick<SolveOptions, "signal" | "onProgress">): Promise<WorkResult>;
}

/** A restorer that is made at its first job, so that a model that is none is that job's error. */
export function lazySession({ model: ownModel, backend }: RestorerOptions): LazySession {
  let model = ownModel;
  let made: Restorer | undefined;
  const session = (): Restorer =>
    (made ??= restorer({ ...(backend && { backend }), ...(model && { model }) }));
  return {
    open: (given) => {
      model = given ?? ownModel;
    },
    perform: async (work, listening) => {
      switch (work.task) {
        case "start": {
          const { model: own, start } = session();
          const { name, architecture } = own;
          const { backend: used, ...why } = await start();
          return {
            backend: { name: used.name, capabilities: used.capabilities, ...why },
            model: { name, noiseRange: architecture.noiseRange, stages: architecture.stages },
          };
        }
        case "estimateNoiseLevel":
          return estimateNoiseLevel(work.image);
        case "denoise":
          return session().denoise(work.image, { ...work.options, ...listening });
        case "deblur":
          return session().deblur(work.image, { ...work.options, ...listening });
        case "upscale":
          return session().upscale(work.image, { ...work.options, ...listening });
        case "inpaint":
          return session().inpaint(work.image, { ...work.options, ...listening });
      }
    },
  };
}
