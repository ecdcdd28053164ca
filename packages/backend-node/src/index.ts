export { tfjsNode } from "./tfjs-node.ts";
export type { TfjsNodeOptions } from "./tfjs-node.ts";
