import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** Replacements for modules, by the end of the module's name. */
const STAND_INS: Readonly<Record<string, string>> = {
  "@tensorflow/tfjs-backend-wasm": fileURLToPath(new URL("../src/engine/tfjs-stand-in.ts", import.meta.url)),
  "/packaged-worker.ts": fileURLToPath(new URL("../src/engine/no-packaged-worker.ts", import.meta.url)),
};

/** Replaces large modules with the app's own smaller ones. */
export function standIns(): Plugin {
  return {
    name: "stand-ins",
    enforce: "pre",
    resolveId: (id) => {
      const name = Object.keys(STAND_INS).find((ending) => id.endsWith(ending));
      return name && STAND_INS[name];
    },
  };
}
