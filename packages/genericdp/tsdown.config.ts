import { defineConfig } from "tsdown";

export default defineConfig({
  // The worker's file is found beside worker.js by its name.
  entry: ["src/index.ts", "src/node.ts", "src/worker.ts", "src/worker-server.ts", "src/worker-entry.js"],
  dts: { generator: "oxc" },
  platform: "neutral",
  fixedExtension: false,
});
