import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    main: "src/main.ts",
    "batch-main": "src/batch-main.ts",
    "worker-main": "src/worker-main.ts",
    thread: "src/engine/thread.ts",
  },
  platform: "node",
  target: "node20",
  dts: false,
  fixedExtension: false,
});
