import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/base64.ts", "src/errors.ts"],
  dts: { generator: "oxc" },
  platform: "neutral",
  fixedExtension: false,
});
