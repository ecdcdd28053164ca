import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts"],
  dts: { generator: "oxc" },
  platform: "node",
  target: "node20",
  fixedExtension: false,
});
