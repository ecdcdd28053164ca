import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/main.ts", "src/train-worker.ts"],
  platform: "node",
  target: "node20",
  dts: false,
  fixedExtension: false,
});
