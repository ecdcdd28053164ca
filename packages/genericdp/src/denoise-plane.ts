import type { GenericDP } from "@genericdp/model";
import { tensor4d } from "@tensorflow/tfjs-core";

export interface DenoisePlaneOptions {
  readonly width: number;
  readonly height: number;
  readonly noiseLevel: number;
  /** Awaited after every stage; what it throws ends the work. */
  readonly afterStage: () => Promise<void>;
}

/** Runs a process on one plane of `height × width` gray levels, and lets the caller in after every stage. */
export async function denoisePlane(
  diffusion: GenericDP,
  plane: Float32Array,
  { width, height, noiseLevel, afterStage }: DenoisePlaneOptions,
): Promise<Float32Array<ArrayBuffer>> {
  let last = tensor4d(plane, [1, height, width, 1]);
  try {
    for (const u of diffusion.stages(last, { noiseLevel })) {
      last.dispose();
      last = u;
      await afterStage();
    }
    return new Float32Array(await last.data<"float32">());
  } finally {
    last.dispose();
  }
}
