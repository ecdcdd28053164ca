import { defineConfig } from "tsdown";

export default defineConfig({
  // worker.js finds the worker's file by this name.
  entry: [
    "src/index.ts",
    "src/node.ts",
    "src/worker.ts",
    "src/worker-server.ts",
    "src/worker-entry.js",
    "src/default-backend.ts",
    "src/default-backend-node.ts",
  ],
  // Chosen where the package is used, not where it is built.
  deps: { neverBundle: ["#default-backend"] },
  dts: { generator: "oxc" },
  platform: "neutral",
  fixedExtension: false,
});
