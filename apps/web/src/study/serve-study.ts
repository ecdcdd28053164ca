import { wasm } from "@genericdp/backend-wasm";
import { psnr } from "@genericdp/metrics";
import { genericDP } from "@genericdp/model";
import type { GenericDP } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import { tensor4d } from "@tensorflow/tfjs-core";
import { learnedModel } from "./learned-model.ts";
import type { StudyAnswer, StudyImage, StudyRequest } from "./protocol.ts";

/** Answers requests of the page in a worker: what the model has learned, and the image after every stage. */
export function serveStudy(scope: Pick<Window, "addEventListener" | "postMessage">): void {
  const model = grayModel();
  let process: Promise<GenericDP> | undefined;
  let newest = -1;
  const say = (answer: StudyAnswer): void => scope.postMessage(answer);
  const start = async (): Promise<GenericDP> => {
    await wasm().activate();
    return genericDP(model);
  };
  const run = async (id: number, { noisy, clean, width, height, noiseLevel }: StudyImage): Promise<void> => {
    newest = id;
    const tell = (stage: number, levels: Float32Array): void => {
      const clipped = levels.map((level) => Math.min(255, Math.max(0, level)));
      say({ type: "stage", run: id, stage, levels, psnr: psnr(clean, clipped) });
    };
    tell(0, noisy);
    const { stages } = await (process ??= start());
    const x = tensor4d(noisy, [1, height, width, 1]);
    let stage = 0;
    for (const u of stages(x, { noiseLevel })) {
      tell(++stage, await u.data<"float32">());
      u.dispose();
      if (newest !== id) break;
    }
    x.dispose();
  };
  scope.addEventListener("message", ({ data }: MessageEvent<StudyRequest>) => {
    if (data.type === "learned") say({ type: "learned", model: learnedModel(model) });
    else if (data.type === "stages") void run(data.run, data.image);
  });
}
