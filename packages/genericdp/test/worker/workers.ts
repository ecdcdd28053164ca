import { Worker } from "node:worker_threads";
import { serveRestorer } from "../../src/worker-server.ts";
import type { ServeOptions } from "../../src/worker-server.ts";
import type { WebWorker } from "../../src/worker/worker-like.ts";
import { smallModel } from "../small-model.ts";

/** A worker in this thread; its messages still pass through a channel. */
export function localWorker(options: ServeOptions = {}): MessagePort {
  const { port1, port2 } = new MessageChannel();
  serveRestorer(port1, { model: smallModel(), ...options });
  return port2;
}

/** A thread of Node. */
export function threadWorker(): Worker {
  return new Worker(new URL("./thread.ts", import.meta.url), {
    execArgv: ["--conditions=@genericdp/source", "--disable-warning=ExperimentalWarning"],
  });
}

/** A worker that receives messages and answers only when the test says so. */
export interface MuteWorker extends WebWorker {
  readonly heard: {
    readonly type: string;
    readonly id?: number;
    readonly work?: { readonly task: string };
  }[];
  readonly ended: () => boolean;
  fail(event: object): void;
  /** Starts receiving messages. */
  ready(): void;
  say(data: unknown): void;
}

export function muteWorker({ mayEnd = true }: { readonly mayEnd?: boolean } = {}): MuteWorker {
  const heard: MuteWorker["heard"] = [];
  const listeners = new Map<string, (event: never) => void>();
  let ended = false;
  const call = (type: string, event: object): void => listeners.get(type)?.(event as never);
  return {
    heard,
    ended: () => ended,
    postMessage: (message) => heard.push(message as MuteWorker["heard"][number]),
    addEventListener: (type: string, listener: (event: never) => void) => listeners.set(type, listener),
    ...(mayEnd && {
      terminate: () => {
        ended = true;
      },
    }),
    fail: (event) => call("error", event),
    ready: () => call("message", { data: { type: "ready" } }),
    say: (data) => call("message", { data }),
  };
}
