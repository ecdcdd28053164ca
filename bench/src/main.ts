/*
 * Measures what the project promises about speed, prints it and writes it to results/.
 * pnpm bench [name of one benchmark] [repetitions]
 */
import { megapixels } from "./megapixels.ts";
import { nativeKernel } from "./native-kernel.ts";
import { networks } from "./networks.ts";
import { saveReport } from "./report.ts";
import { roofline } from "./roofline.ts";
import { stageForward } from "./stage-forward.ts";
import { stageGradient } from "./stage-gradient.ts";

const benchmarks = {
  roofline,
  "stage-forward": stageForward,
  "stage-gradient": stageGradient,
  native: nativeKernel,
  megapixels,
  networks,
};
const [only, repetitions] = process.argv.slice(2);
if (only !== undefined && !(only in benchmarks)) {
  throw new RangeError(`bench: expected one of ${Object.keys(benchmarks).join(", ")}, got ${only}`);
}
for (const [name, run] of Object.entries(benchmarks)) {
  if (only !== undefined && only !== name) continue;
  const report = await run(repetitions === undefined ? undefined : Number(repetitions));
  console.log(saveReport(report));
  if (report.bar?.held === false) process.exitCode = 1;
}
