import { fork } from "node:child_process";
import { once } from "node:events";
import type { ChildProcess } from "node:child_process";
import type { StageArrays } from "@genericdp/stage-kernel";
import type { Engine } from "./trainer.ts";

export interface TrainerJob {
  readonly engine: Engine;
  readonly stages: readonly StageArrays[];
}

/** Processes that train side by side. */
export interface TrainerProcesses {
  readonly name: string;
  /** Each trains once; resolves when the last is done. */
  train(): Promise<void>;
  /** Milliseconds of processor time that they have trained for. */
  spent(): number;
  close(): void;
}

/**
 * Starts `size` processes that do the same job; an engine that has threads gets its share of `cores`.
 * Processes, not worker threads: engines do not get in each other's way, and tfjs-node does not always
 * survive the end of a thread.
 *
 * @throws Error when one of them ends early.
 */
export async function trainerProcesses(
  size: number,
  cores: number,
  job: TrainerJob,
): Promise<TrainerProcesses> {
  const entry = new URL("train-process.ts", import.meta.url);
  // Without a word TensorFlow would take every core.
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
