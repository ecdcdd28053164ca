import { startWorker } from "../engine/start-worker.ts";
import type { LearnedModel, StudyAnswer, StudyImage, StudyRequest } from "./protocol.ts";

export interface StudyListener {
  learned(model: LearnedModel): void;
  stage(stage: number, levels: Float32Array, psnr: number): void;
  failed(message: string): void;
}

/** Requests from a worker what the page shows. Only the latest image is followed. */
export function study(listener: StudyListener): { run(image: StudyImage): void } {
  const worker = startWorker();
  let runs = 0;
  const ask = (request: StudyRequest): void => worker.postMessage(request);
  worker.addEventListener("message", ({ data }: MessageEvent<StudyAnswer>) => {
    if (data.type === "learned") listener.learned(data.model);
    else if (data.type === "stage" && data.run === runs) listener.stage(data.stage, data.levels, data.psnr);
  });
  worker.addEventListener("error", ({ message }) => listener.failed(message));
  ask({ type: "learned" });
  return { run: (image) => ask({ type: "stages", run: ++runs, image }) };
}
