import { defineConfig } from "tsdown";

export default defineConfig({ entry: ["src/index.ts", "src/gray.ts"], dts: { oxc: true }, platform: "neutral", fixedExtension: false });
