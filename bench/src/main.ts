/*
 * Runs the project's benchmarks, prints the results and writes them to results/.
 *
 * pnpm bench [name of one benchmark] [repetitions]
 */
import { capacity } from "./capacity.ts";
import { colourPrior } from "./colour-prior.ts";
import { estimate } from "./estimate.ts";
import { fourier } from "./fourier.ts";
import { gpu } from "./gpu.ts";
import { megapixels } from "./megapixels.ts";
import { nativeKernel } from "./native-kernel.ts";
import { networks } from "./networks.ts";
import { saveReport } from "./report.ts";
import { pareto } from "./pareto.ts";
import { photoPeers } from "./photo-peers.ts";
import { responsiveness } from "./responsiveness.ts";
import { roofline } from "./roofline.ts";
import { serving } from "./serving.ts";
import { stageForward } from "./stage-forward.ts";
import { stageGradient } from "./stage-gradient.ts";
import { wholeCommand } from "./whole-command.ts";

const benchmarks = {
  roofline,
  "stage-forward": stageForward,
  "stage-gradient": stageGradient,
  megapixels,
  responsiveness,
  networks,
};
/** These run only on request, because they need more than every machine has. */
const onRequest = {
  native: nativeKernel,
  pareto,
  gpu,
  fourier,
  serving,
  capacity,
  "colour-prior": colourPrior,
  "photo-peers": photoPeers,
  "whole-command": wholeCommand,
  estimate,
};
const all = { ...benchmarks, ...onRequest };
const [only, repetitions] = process.argv.slice(2);
if (only !== undefined && !(only in all)) {
  throw new RangeError(`bench: expected one of ${Object.keys(all).join(", ")}, got ${only}`);
}
for (const [name, run] of Object.entries(only === undefined ? benchmarks : all)) {
  if (only !== undefined && only !== name) continue;
  const report = await run(repetitions === undefined ? undefined : Number(repetitions));
  console.log(saveReport(report));
  if (report.bar?.held === false) process.exitCode = 1;
}
