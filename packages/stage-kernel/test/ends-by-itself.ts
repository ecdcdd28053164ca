/* Run by strips.test.ts: uses threads, releases nothing and is then done. */
import { instantiateSharedModule, supportedVariant } from "../src/stage-module.ts";
import { stageKernel } from "../src/stage-kernel.ts";
import { controlSize, threadPool } from "../src/thread-pool.ts";
import { randomStage } from "./stage-fixtures.ts";

const module = await instantiateSharedModule(supportedVariant()!);
const kernel = stageKernel(module!, { runner: threadPool(module!, 3), reserved: controlSize(3) });
const stage = randomStage({ height: 80, width: 80, size: 5, count: 8, scales: 2 });
for (let i = 0; i < 20; i++) {
  kernel.forward(stage, new Float32Array(stage.x.length));
  await new Promise((resolve) => setTimeout(resolve, 10));
}
process.stdout.write("done\n");
