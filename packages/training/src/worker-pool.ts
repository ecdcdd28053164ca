import { Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { runTask } from "./worker-task.ts";
import type { WorkerAnswer, WorkerTask } from "./worker-task.ts";

/** Runs tasks, several at a time where it can. */
export interface TaskRunner {
  run<Task extends WorkerTask>(task: Task): Promise<WorkerAnswer<Task>>;
  close(): Promise<void>;
}

/** Runs every task right here, on the active backend. */
export function inlineRunner(): TaskRunner {
  return { run: async (task) => runTask(task), close: async () => undefined };
}

type Reply = { readonly answer: unknown } | { readonly error: unknown };

/**
 * `size` worker threads, each started from the module at `entry`, which activates a backend of its own and then calls
 * {@link serveTasks}. Tasks go to whichever worker is free, first come first served.
 */
export function workerPool(entry: URL, size: number): TaskRunner {
  const idle: Worker[] = [];
  const waiting: ((worker: Worker) => void)[] = [];
  const workers = Array.from({ length: size }, () => new Worker(entry));
  const release = (worker: Worker): void => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };
  workers.forEach(release);
  const acquire = (): Promise<Worker> => {
    const worker = idle.pop();
    return worker ? Promise.resolve(worker) : new Promise((resolve) => waiting.push(resolve));
  };
  return {
    run: async <Task extends WorkerTask>(task: Task) => {
      const worker = await acquire();
      try {
        return (await ask(worker, task)) as WorkerAnswer<Task>;
      } finally {
        release(worker);
      }
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function ask(worker: Worker, task: WorkerTask): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      act();
    };
    const onMessage = (reply: Reply): void =>
      settle(() => ("error" in reply ? reject(reply.error) : resolve(reply.answer)));
    const onError = (error: unknown): void => settle(() => reject(error));
    const onExit = (code: number): void =>
      settle(() => reject(new Error(`worker: expected an answer, but the worker ended with code ${code}`)));
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(task);
  });
}

/** The worker's side of {@link workerPool}: answers tasks that come in through `port`, one after the other. */
export function serveTasks(port: MessagePort): void {
  port.on("message", (task: WorkerTask) => {
    try {
      port.postMessage({ answer: runTask(task) } satisfies Reply);
    } catch (error) {
      port.postMessage({ error } satisfies Reply);
    }
  });
}
