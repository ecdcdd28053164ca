import { Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { runTask } from "./worker-task.ts";
import type { WorkerAnswer, WorkerTask } from "./worker-task.ts";

/** Runs tasks, several at a time if possible. */
export interface TaskRunner {
  run<Task extends WorkerTask>(task: Task): Promise<WorkerAnswer<Task>>;
  close(): Promise<void>;
}

/** Runs every task in this thread, on the active backend. */
export function inlineRunner(): TaskRunner {
  return { run: async (task) => runTask(task), close: async () => undefined };
}

type Reply = { readonly answer: unknown } | { readonly error: unknown };

/**
 * `size` worker threads, each started from the module at `entry`, which activates a backend and then calls
 * {@link serveTasks}. Tasks are assigned to idle workers in order; a worker that has ended is replaced.
 */
export function workerPool(entry: URL, size: number): TaskRunner {
  const idle = Array.from({ length: size }, () => new Worker(entry));
  const workers = new Set(idle);
  const waiting: ((worker: Worker) => void)[] = [];
  const acquire = (): Promise<Worker> => {
    const worker = idle.pop();
    return worker ? Promise.resolve(worker) : new Promise((resolve) => waiting.push(resolve));
  };
  const release = (worker: Worker): void => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };
  const replace = (ended: Worker): Worker => {
    workers.delete(ended);
    const fresh = new Worker(entry);
    workers.add(fresh);
    return fresh;
  };
  return {
    run: async <Task extends WorkerTask>(task: Task) => {
      let worker = await acquire();
      try {
        const reply = await ask(worker, task);
        if ("error" in reply) throw reply.error;
        return reply.answer as WorkerAnswer<Task>;
      } catch (error) {
        if (error instanceof WorkerEnded) worker = replace(worker);
        throw error;
      } finally {
        release(worker);
      }
    },
    close: async () => {
      await Promise.all(Array.from(workers, (worker) => worker.terminate()));
    },
  };
}

/** The worker itself ended, not just its task. */
class WorkerEnded extends Error {
  override readonly name = "WorkerEnded";
}

/** @throws WorkerEnded, with the reason as its cause. */
function ask(worker: Worker, task: WorkerTask): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      act();
    };
    const ended = (how: string, cause?: unknown): void =>
      settle(() =>
        reject(new WorkerEnded(`worker: expected an answer, but the worker ended: ${how}`, { cause })),
      );
    const onMessage = (reply: Reply): void => settle(() => resolve(reply));
    const onError = (cause: unknown): void =>
      ended(cause instanceof Error ? cause.message : String(cause), cause);
    const onExit = (code: number): void => ended(`exit code ${code}`);
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(task);
  });
}

/**
 * The worker's side of {@link workerPool}: does the tasks that arrive through `port`, one after the other.
 */
export function serveTasks(port: MessagePort): void {
  port.on("message", (task: WorkerTask) => {
    try {
      port.postMessage({ answer: runTask(task) } satisfies Reply);
    } catch (error) {
      port.postMessage({ error } satisfies Reply);
    }
  });
}
