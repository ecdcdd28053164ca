/*
 * Started by trainerProcesses with an IPC channel: sends its trainer's name when it is ready; then trains
 * once per message and answers with the milliseconds of processor time it took.
 */
import { once } from "node:events";
import { composedTrainer } from "./composed-trainer.ts";
import { fusedTrainer } from "./fused-trainer.ts";
import type { TrainerJob } from "./trainer-processes.ts";

const [job] = await once(process, "message");
const { engine, stages } = job as TrainerJob;
const trainer =
  engine === "simd" || engine === "relaxed"
    ? await fusedTrainer(engine, stages)
    : await composedTrainer(engine, stages);
process.on("message", () => {
  const start = process.cpuUsage();
  trainer.train();
  const { user, system } = process.cpuUsage(start);
  process.send!((user + system) / 1000);
});
process.send!(trainer.name);
