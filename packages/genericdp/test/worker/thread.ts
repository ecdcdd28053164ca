import { parentPort } from "node:worker_threads";
import { serveRestorer } from "../../src/worker-server.ts";
import { smallModel } from "../small-model.ts";

const port = parentPort;
if (port === null) throw new Error("expected to be run as a thread");
serveRestorer(
  {
    postMessage: (message, { transfer }) => port.postMessage(message, transfer as ArrayBuffer[]),
    addEventListener: (_, listener) => port.on("message", (data: unknown) => listener({ data })),
  },
  { model: smallModel() },
);
