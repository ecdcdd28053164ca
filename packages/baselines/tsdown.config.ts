import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/epll.ts"],
  dts: { generator: "oxc" },
  platform: "neutral",
  fixedExtension: false,
});
