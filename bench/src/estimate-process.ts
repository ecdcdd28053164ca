/*
 * Started by estimate with an IPC channel: receives the size of a picture, estimates its noise once, and
 * answers with the time and the memory beyond the picture.
 */
import { once } from "node:events";
import { analyseNoise } from "genericdp";

export interface EstimateJob {
  readonly width: number;
  readonly height: number;
}

export interface EstimateRun {
  /** Processor time. */
  readonly milliseconds: number;
  readonly extraBytes: number;
}

const [message] = await once(process, "message");
const { width, height } = message as EstimateJob;
const data = new Float32Array(3 * width * height);
let last = 1;
for (let i = 0; i < data.length; i++) {
  last = (48_271 * last) % 0x7fff_ffff;
  data[i] = 100 + (last % 16) + 40 * Math.sin(i / 3000);
}
const [before, start] = [process.resourceUsage().maxRSS, process.cpuUsage()];
analyseNoise({ data, width, height });
const { user, system } = process.cpuUsage(start);
const extraBytes = 1024 * (process.resourceUsage().maxRSS - before);
const run: EstimateRun = { milliseconds: (user + system) / 1000, extraBytes };
process.send!(run, () => process.exit());
