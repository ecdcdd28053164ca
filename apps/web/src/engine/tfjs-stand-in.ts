/*
 * Replaces `@tensorflow/tfjs-backend-wasm`, whose binary and kernels are as large as the rest of the app. The
 * heavy work is done by our own fused kernels; everything else runs as fast in JavaScript. This is a tfjs
 * backend of the same name with only the kernels that the restorers use. If one is missing, tfjs throws a
 * clear error; the tests run every task.
 */
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu/dist/backend_cpu";
import { addConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Add";
import { avgPoolConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/AvgPool";
import { batchMatMulConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/BatchMatMul";
import { castConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Cast";
import { clipByValueConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/ClipByValue";
import { concatConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Concat";
import { equalConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Equal";
import { greaterConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Greater";
import { identityConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Identity";
import { lessEqualConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/LessEqual";
import { maxConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Max";
import { meanConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Mean";
import { minConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Min";
import { multiplyConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Multiply";
import { negConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Neg";
import { onesLikeConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/OnesLike";
import { packConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Pack";
import { padV2Config } from "@tensorflow/tfjs-backend-cpu/dist/kernels/PadV2";
import { realDivConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/RealDiv";
import { reluConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Relu";
import { reshapeConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Reshape";
import { resizeBilinearConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/ResizeBilinear";
import { reverseConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Reverse";
import { selectConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Select";
import { sliceConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Slice";
import { sqrtConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Sqrt";
import { subConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Sub";
import { sumConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Sum";
import { tileConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Tile";
import { transposeConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Transpose";
import { zerosLikeConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/ZerosLike";
import { env, registerBackend, registerKernel } from "@tensorflow/tfjs-core";
import { LOOPS, arithmetic } from "./arithmetic.ts";
import { quickReverse } from "./reverse.ts";

const NAME = "wasm";

/** Does nothing: there are no files to find. */
export function setWasmPaths(): void {}

// As backend-wasm does.
env().registerFlag("WASM_HAS_MULTITHREAD_SUPPORT", () => false);
registerBackend(NAME, () => new MathBackendCPU());
for (const config of [
  arithmetic(addConfig, LOOPS.add),
  avgPoolConfig,
  batchMatMulConfig,
  castConfig,
  clipByValueConfig,
  concatConfig,
  equalConfig,
  greaterConfig,
  identityConfig,
  lessEqualConfig,
  maxConfig,
  meanConfig,
  minConfig,
  arithmetic(multiplyConfig, LOOPS.mul),
  negConfig,
  onesLikeConfig,
  packConfig,
  padV2Config,
  arithmetic(realDivConfig, LOOPS.div),
  reluConfig,
  reshapeConfig,
  resizeBilinearConfig,
  quickReverse(reverseConfig),
  selectConfig,
  sliceConfig,
  sqrtConfig,
  arithmetic(subConfig, LOOPS.sub),
  sumConfig,
  tileConfig,
  transposeConfig,
  zerosLikeConfig,
]) {
  registerKernel({ ...config, backendName: NAME });
}
