import { defineConfig } from "tsdown";

export default defineConfig({ entry: ["src/index.ts", "src/node.ts", "src/browser.ts"], dts: { oxc: true }, platform: "neutral", fixedExtension: false });
