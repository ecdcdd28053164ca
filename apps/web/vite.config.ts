import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import type { UserConfig } from "vite";
import { bundleReport } from "./build/bundle-report.ts";
import { leaveOut } from "./build/leave-out.ts";
import { offline } from "./build/offline.ts";
import { photos } from "./build/photos.ts";
import { HEADERS, policyMeta } from "./build/security-headers.ts";
import { standIns } from "./build/stand-ins.ts";

/** tfjs's binary, which the app has a stand-in for, and models that it does not use. */
const UNUSED = /tfjs-backend-wasm|\/(colour-tiny|gray-paper|gray-tiny)-/;

const root = fileURLToPath(new URL(".", import.meta.url));

const config: UserConfig = defineConfig({
  root,
  // Works in any folder of any host.
  base: "./",
  plugins: [photos(), policyMeta(), standIns(), leaveOut(UNUSED), offline(), bundleReport()],
  // The workspace's packages from their TypeScript: the bundler then leaves out what is not used.
  resolve: { conditions: ["@genericdp/source", "module", "browser", "import", "default"] },
  // Workers' dependencies are found only while they run, and the page then reloads; so look here, too.
  optimizeDeps: { entries: ["*.html", "src/engine/*.ts"] },
  worker: {
    format: "es",
    plugins: () => [standIns(), leaveOut(UNUSED), bundleReport()],
    rolldownOptions: {
      output: {
        // Loaded only where there is a GPU; the service worker knows it by this name.
        chunkFileNames: ({ facadeModuleId }) =>
          facadeModuleId?.includes("tfjs-backend-webgpu")
            ? "assets/webgpu-[hash].js"
            : "assets/[name]-[hash].js",
      },
    },
  },
  build: {
    target: "es2023",
    // The model is half of it.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: {
        index: `${root}index.html`,
        how: `${root}how.html`,
        "service-worker": `${root}src/offline/service-worker.ts`,
      },
      output: {
        // A service worker reigns over its folder and what is below.
        entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  preview: { headers: HEADERS },
});

export default config;
