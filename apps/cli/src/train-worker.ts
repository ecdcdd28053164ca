import { parentPort } from "node:worker_threads";
import { wasm } from "@genericdp/backend-wasm";
import { serveTasks } from "@genericdp/training";

await wasm({ threads: 1 }).activate();
serveTasks(parentPort!);
