export { nodeBackend as defaultKindOfBackend } from "@genericdp/backend-node";
