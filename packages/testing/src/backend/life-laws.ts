import { diffusionStage, packStageInputs } from "@genericdp/core";
import type { Backend } from "@genericdp/core";
import { dispose } from "@tensorflow/tfjs-core";
import type { Law } from "../law.ts";
import { expectClose, take } from "./compare.ts";
import { randomStage, uploadStage } from "./stage-values.ts";

const STAGE = randomStage({ batch: 1, height: 8, width: 12, scales: [{ size: 5, block: 1 }], count: 4 }, 1);

async function runStage(): Promise<Float32Array> {
  const inputs = uploadStage(STAGE);
  try {
    return await take(diffusionStage(inputs));
  } finally {
    dispose(packStageInputs(inputs));
  }
}

export const mayBeActivatedTwice: Law<Backend> = {
  name: "may be activated again while it is active",
  async check(backend) {
    const before = await runStage();
    await backend.activate();
    expectClose("the stage after a second activation", await runStage(), before, 0);
  },
};

export const comesBackAfterRelease: Law<Backend> = {
  name: "works again when activated after a release, and may be released twice",
  async check(backend) {
    const before = await runStage();
    backend.release();
    backend.release();
    await backend.activate();
    expectClose("the stage after release and activation", await runStage(), before, 0);
  },
};
