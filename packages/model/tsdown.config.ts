import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/colour.ts", "src/gray.ts", "src/gray-paper.ts", "src/gray-tiny.ts"],
  dts: { generator: "oxc" },
  platform: "neutral",
  fixedExtension: false,
});
