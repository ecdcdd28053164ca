/** What is needed of a `Worker`; a `MessagePort` that leads to one has it too. */
export interface WorkerLike {
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

/** The worker's own end of the line: its global scope, or a `MessagePort`. */
export type WorkerScope = Pick<WorkerLike, "postMessage" | "addEventListener" | "start">;
