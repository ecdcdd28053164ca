import { parentPort } from "node:worker_threads";
import { nodeBackend } from "@genericdp/backend-node";
import { serveTasks } from "@genericdp/training";

await nodeBackend({ threads: 1 }).activate();
serveTasks(parentPort!);
