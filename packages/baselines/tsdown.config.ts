import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/csf.ts", "src/epll.ts", "src/tnrd.ts"],
  dts: { generator: "oxc" },
  platform: "neutral",
  fixedExtension: false,
});
