import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/node.ts", "src/browser.ts"],
  dts: { generator: "oxc" },
  platform: "neutral",
  deps: { neverBundle: [/^node:/] },
  fixedExtension: false,
});
