import { defineConfig } from "tsdown";

export default defineConfig({
  // The worker's file is found beside worker.js by its name.
  entry: [
    "src/index.ts",
    "src/node.ts",
    "src/worker.ts",
    "src/worker-server.ts",
    "src/worker-entry.js",
    "src/default-backend.ts",
    "src/default-backend-node.ts",
  ],
  // Where it runs decides, not where it was built.
  deps: { neverBundle: ["#default-backend"] },
  dts: { generator: "oxc" },
  platform: "neutral",
  fixedExtension: false,
});
