import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { randomStream } from "@genericdp/core";
import { Queue } from "bullmq";
import { QUEUE, outputKey } from "../src/queue/queued-picture.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import { openStorage } from "../src/storage/storage.ts";
import { digest } from "../src/bytes.ts";
import { embeddedEngine } from "../src/engine/embedded-engine.ts";
import type { PictureJob } from "../src/engine/picture-job.ts";
import { picture } from "./running-app.ts";
import { startRedis } from "./redis.ts";

export interface FaultsOptions {
  /** Number of pictures, all different. There is also an invalid one. */
  readonly jobs: number;
  /** How often a worker is killed. */
  readonly kills: number;
  /** How often Redis is killed. */
  readonly restarts: number;
  readonly side: number;
  readonly log?: (line: string) => void;
}

/** The outcome of a run with faults. */
export interface FaultsReport {
  readonly completed: number;
  /** Number of results that differ from those of a run without faults. */
  readonly wrong: number;
  readonly refused: number;
  /** Number of completed jobs in the queue; if larger than the number of pictures, work was done twice. */
  readonly booked: number;
  readonly seconds: number;
}

const program = fileURLToPath(new URL("../src/worker-main.ts", import.meta.url));

/** Restores pictures with two workers that are randomly killed, and Redis as well. Compares every result. */
export async function runWithFaults(options: FaultsOptions): Promise<FaultsReport> {
  const { jobs, kills, restarts, side, log = () => undefined } = options;
  const redis = await startRedis();
  const place = join(redis.folder, "files");
  const storage = openStorage(place);
  const engine = queueEngine({ redis: redis.url, storage, attempts: 5 });
  const queue = new Queue(QUEUE, { connection: { url: redis.url } });
  const random = randomStream(5, jobs, kills);
  const started = performance.now();
  const state = { over: false };
  const workers = [0, 1].map(() => keepRunning(redis.url, place, () => state.over));
  const threads = embeddedEngine({ workers: 1 });
  try {
    const base = await picture(side, side);
    const pictures = Array.from({ length: jobs }, (_, i): PictureJob => {
      // A distinct noise level makes each one a new job.
      const noiseLevel = 10 + i / 100;
      return { task: "denoise", image: base, options: { noiseLevel, model: "gray-tiny" }, maxPixels: 1e7 };
    });
    const poison: PictureJob = { task: "denoise", image: base.slice(0, 200), options: {}, maxPixels: 1e7 };
    const ids = await Promise.all([...pictures, poison].map(async (job) => (await engine.enqueue(job)).id));
    const faults = async (): Promise<void> => {
      for (let k = 0; k < kills + restarts && !state.over; k++) {
        await pause(1000 + 2000 * random.uniform());
        if (k % Math.ceil((kills + restarts) / Math.max(restarts, 1)) === 0 && restarts > 0) {
          await redis.restart();
        } else {
          await workers[random.integer(2)]!.kill();
        }
        log(`fault ${k + 1} of ${kills + restarts}, ${engine.load()} pictures left`);
      }
    };
    const causing = faults();
    const states = await Promise.all(
      ids.map(async (id) => {
        for (;;) {
          const found = await engine.state(id);
          if (found?.state === "completed" || found?.state === "failed") return found;
          await pause(500);
        }
      }),
    );
    state.over = true;
    await causing;
    let wrong = 0;
    for (const [i, job] of pictures.entries()) {
      const { bytes } = await threads.run(job);
      const made = await storage.get(outputKey(ids[i]!));
      if (made === undefined || digest(made) !== digest(bytes!)) wrong++;
    }
    const refused = states.filter(({ reason }) => reason !== undefined && /^4\d\d /.test(reason)).length;
    const completed = states.filter((found) => found.state === "completed").length;
    const seconds = (performance.now() - started) / 1000;
    const booked = await queue.getCompletedCount();
    return { completed, wrong, refused, booked, seconds };
  } finally {
    state.over = true;
    await Promise.all(workers.map((worker) => worker.kill()));
    await threads.close();
    await Promise.all([engine.close(), queue.close()]);
    await redis.stop();
  }
}

/** Keeps a worker running: restarts it whenever it ends. */
function keepRunning(url: string, place: string, over: () => boolean): { kill(): Promise<void> } {
  const flags = ["--conditions=@genericdp/source", "--disable-warning=ExperimentalWarning", program];
  const args = [...flags, "--queue", url, "--storage", place, "--workers", "1", "--lock-seconds", "3"];
  let running: ChildProcess;
  const start = (): void => {
    running = spawn(process.execPath, args, { stdio: "ignore" });
    running.once("exit", () => {
      if (!over()) start();
    });
  };
  start();
  return {
    kill: async () => {
      const { exitCode, signalCode } = running;
      if (exitCode !== null || signalCode !== null) return;
      const ended = once(running, "exit");
      running.kill("SIGKILL");
      await ended;
    },
  };
}
