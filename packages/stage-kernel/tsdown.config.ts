import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts"],
  // A program of its own, that bundlers find by its URL.
  copy: ["src/thread.js"],
  dts: { generator: "oxc" },
  platform: "neutral",
  fixedExtension: false,
});
