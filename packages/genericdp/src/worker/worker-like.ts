/** What is needed of a browser's `Worker`, or of a `MessagePort` that leads to one. */
export interface WebWorker {
  postMessage(message: unknown, options: { transfer: Transferable[] }): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: object) => void): void;
  /** Begins to hear messages, on ports that wait for that. */
  start?(): void;
  /** Ends the thread in the midst of its work; where there is none, an aborted job ends when it will. */
  terminate?(): unknown;
  /** Ends a port that no thread hangs on. */
  close?(): void;
}

/** The same of a `Worker` or a `MessagePort` of `node:worker_threads`. */
interface NodeWorker {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(type: string, listener: (what: unknown) => void): unknown;
  terminate?(): unknown;
  close?(): void;
  /** Whether the process lives as long as the worker does. */
  ref?(): void;
  unref?(): void;
}

/** A worker, or a port that leads to one, of a browser or of Node. */
export type WorkerLike = WebWorker | NodeWorker;

/** The worker's own end of the line: its global scope, `parentPort` of Node, or a `MessagePort`. */
export type WorkerScope =
  | Pick<WebWorker, "postMessage" | "addEventListener" | "start">
  | Pick<NodeWorker, "postMessage" | "on">;

/** Posts a message, and hands over the memory that it names. */
export function post(port: WorkerScope, message: unknown, transfer: ArrayBuffer[] = []): void {
  if ("on" in port) port.postMessage(message, transfer);
  else port.postMessage(message, { transfer });
}

/** Calls `listener` with every message. */
export function hear(port: WorkerScope, listener: (message: unknown) => void): void {
  if ("on" in port) port.on("message", listener);
  else {
    port.addEventListener("message", ({ data }) => listener(data));
    port.start?.();
  }
}

/** Calls `listener` with what is known of it when the worker does not start or breaks down. */
export function hearLoss(worker: WorkerLike, listener: (why: object) => void): void {
  if ("on" in worker) {
    const lose = (why: unknown): void => listener(why instanceof Error ? why : {});
    worker.on("error", lose);
    worker.on("messageerror", lose);
    worker.on("exit", (code) => listener({ message: `it ended with code ${String(code)}` }));
  } else {
    worker.addEventListener("error", listener);
    worker.addEventListener("messageerror", listener);
  }
}

/** Says whether the process is to wait for the worker; browsers do not wait. */
export function holdProcess(worker: WorkerLike, hold: boolean): void {
  if ("on" in worker) (hold ? worker.ref : worker.unref)?.call(worker);
}

/** Ends a worker, in the midst of its work where that is possible. */
export function endWorker(worker: WorkerLike): void {
  if (worker.terminate) void worker.terminate();
  else worker.close?.();
}
