import { fork } from "node:child_process";
import { once } from "node:events";
import type { ChildProcess } from "node:child_process";
import type { StageArrays } from "@genericdp/stage-kernel";
import type { Engine } from "./trainer.ts";

export interface TrainerJob {
  readonly engine: Engine;
  readonly stages: readonly StageArrays[];
}

/** Processes that train in parallel. */
export interface TrainerProcesses {
  readonly name: string;
  /** Trains once in each process; resolves when all are done. */
  train(): Promise<void>;
  /** Milliseconds of processor time spent on training so far. */
  spent(): number;
  close(): void;
}

/**
 * Starts `size` processes with the same job. Multi-threaded engines share `cores` evenly. Processes rather
 * than worker threads, because engines do not interfere with each other there, and tfjs-node can crash when a
 * thread ends.
 *
 * @throws Error if a process ends early.
 */
export async function trainerProcesses(
  size: number,
  cores: number,
  job: TrainerJob,
): Promise<TrainerProcesses> {
  const entry = new URL("train-process.ts", import.meta.url);
  // Otherwise TensorFlow would use every core.
  const env = { ...process.env, TF_NUM_INTRAOP_THREADS: String(cores / size) };
  const children = Array.from({ length: size }, () => fork(entry, { env, serialization: "advanced" }));
  const tell = (message: TrainerJob | "train"): Promise<unknown[]> =>
    Promise.all(children.map((child) => ask(child, message)));
  const [name] = await tell(job);
  let spent = 0;
  return {
    name: String(name),
    train: async () => {
      for (const milliseconds of await tell("train")) spent += Number(milliseconds);
    },
    spent: () => spent,
    close: () => {
      for (const child of children) child.kill();
    },
  };
}

async function ask(child: ChildProcess, message: TrainerJob | "train"): Promise<unknown> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    const ended = once(child, "exit", { signal }).then(([code, by]) => {
      throw new Error(`bench: expected an answer, but a trainer ended with ${code ?? by}`);
    });
    child.send(message);
    const [answer] = await Promise.race([once(child, "message", { signal }), ended]);
    return answer;
  } finally {
    waiting.abort();
  }
}
