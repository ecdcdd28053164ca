/** The required part of a browser's `Worker`, or of a `MessagePort` connected to one. */
export interface WebWorker {
  postMessage(message: unknown, options: { transfer: Transferable[] }): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: object) => void): void;
  /** Starts receiving messages, for ports that require it. */
  start?(): void;
  /** Terminates the thread during its work; without it, an aborted job runs to its end. */
  terminate?(): unknown;
  /** Closes a port without a thread. */
  close?(): void;
}

/** The same for a `Worker` or a `MessagePort` of `node:worker_threads`. */
interface NodeWorker {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(type: string, listener: (what: unknown) => void): unknown;
  terminate?(): unknown;
  close?(): void;
  /** Whether the worker keeps the process running. */
  ref?(): void;
  unref?(): void;
}

/** A worker, or a port connected to one, in a browser or in Node. */
export type WorkerLike = WebWorker | NodeWorker;

/** The worker's end of the connection: its global scope, `parentPort` of Node, or a `MessagePort`. */
export type WorkerScope =
  | Pick<WebWorker, "postMessage" | "addEventListener" | "start">
  | Pick<NodeWorker, "postMessage" | "on">;

/** Posts a message and transfers the given buffers. */
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

/** Calls `listener` with the error if the worker does not start or crashes. */
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

/** Sets whether the process waits for the worker; browsers do not wait. */
export function holdProcess(worker: WorkerLike, hold: boolean): void {
  if ("on" in worker) (hold ? worker.ref : worker.unref)?.call(worker);
}

/** Ends a worker, if possible during its work. */
export function endWorker(worker: WorkerLike): void {
  if (worker.terminate) void worker.terminate();
  else worker.close?.();
}
