import { defineConfig } from "tsdown";

export default defineConfig({
  entry: [
    "src/index.ts",
    "src/bundled.ts",
    "src/colour.ts",
    "src/colour-tiny.ts",
    "src/generic.ts",
    "src/gray.ts",
    "src/gray-paper.ts",
    "src/gray-plus.ts",
    "src/gray-tiny.ts",
    "src/photo.ts",
  ],
  dts: { generator: "oxc" },
  platform: "neutral",
  fixedExtension: false,
});
