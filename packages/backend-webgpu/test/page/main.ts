import { diffusionStage } from "@genericdp/core";
import { genericDP } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import { uploadStage } from "@genericdp/testing";
import type { StageValues } from "@genericdp/testing";
import { tensor4d } from "@tensorflow/tfjs-core";
import { GpuError, webgpu } from "../../src/index.ts";

/** The functions that the test calls from outside. */
export interface Page {
  /** The name of the adapter, or why there is none. */
  activate(): Promise<{ adapter?: string; refused?: string }>;
  stage(values: StageValues): Promise<number[]>;
  denoise(levels: readonly number[], side: number, noiseLevel: number): Promise<number[]>;
}

const page: Page = {
  activate: async () => {
    try {
      await webgpu().activate();
      const { vendor, architecture } = (await navigator.gpu.requestAdapter())!.info;
      return { adapter: `${vendor} ${architecture}` };
    } catch (error) {
      return { refused: error instanceof GpuError ? error.reason : String(error) };
    }
  },
  stage: async (values) => [...(await diffusionStage(uploadStage(values)).data())],
  denoise: async (levels, side, noiseLevel) => {
    const noisy = tensor4d([...levels], [1, side, side, 1]);
    return [...(await genericDP(grayModel()).denoise(noisy, { noiseLevel }).data())];
  },
};
Object.assign(globalThis, { page });
