export { native } from "./native.ts";
export { nodeBackend } from "./node-backend.ts";
export type { NodeBackendOptions } from "./node-backend.ts";
export { tfjsNode } from "./tfjs-node.ts";
export type { TfjsNodeOptions } from "./tfjs-node.ts";
