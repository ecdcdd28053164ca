import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import type { UserConfig } from "vite";
import { bundleReport } from "./build/bundle-report.ts";
import { leaveOut } from "./build/leave-out.ts";
import { offline } from "./build/offline.ts";
import { photos } from "./build/photos.ts";
import { HEADERS, policyMeta } from "./build/security-headers.ts";
import { standIns } from "./build/stand-ins.ts";

/** The binary of tfjs, which the app replaces, and models that it does not use. */
const UNUSED = /tfjs-backend-wasm|\/(colour-tiny|gray-paper|gray-plus)-/;

const root = fileURLToPath(new URL(".", import.meta.url));

const config: UserConfig = defineConfig({
  root,
  // Relative URLs work in any folder of any host.
  base: "./",
  plugins: [photos(), policyMeta(), standIns(), leaveOut(UNUSED), offline(), bundleReport()],
  // Bundle the packages of the workspace from TypeScript, so that unused code is removed.
  resolve: { conditions: ["@genericdp/source", "module", "browser", "import", "default"] },
  // The dependencies of workers would be found only at run time, and then reload the page.
  optimizeDeps: { entries: ["*.html", "src/engine/*.ts"] },
  worker: {
    format: "es",
    plugins: () => [standIns(), leaveOut(UNUSED), bundleReport()],
    rolldownOptions: {
      output: {
        // Only loaded if there is a GPU; the service worker recognises it by this name.
        chunkFileNames: ({ facadeModuleId }) =>
          facadeModuleId?.includes("tfjs-backend-webgpu")
            ? "assets/webgpu-[hash].js"
            : "assets/[name]-[hash].js",
      },
    },
  },
  build: {
    target: "es2023",
    // Half of it is the model.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: {
        index: `${root}index.html`,
        how: `${root}how.html`,
        "service-worker": `${root}src/offline/service-worker.ts`,
      },
      output: {
        // A service worker controls its folder and those below.
        entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  preview: { headers: HEADERS },
});

export default config;
