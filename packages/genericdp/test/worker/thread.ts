import { parentPort } from "node:worker_threads";
import { serveRestorer } from "../../src/worker-server.ts";
import { smallModel } from "../small-model.ts";

serveRestorer(parentPort, { model: smallModel() });
