import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { main: "src/main.ts", "train-worker": "src/train-worker.ts", report: "src/report/index.ts" },
  platform: "node",
  target: "node20",
  dts: { generator: "oxc" },
  fixedExtension: false,
});
