import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const WORKER = "service-worker";
const PUBLIC = fileURLToPath(new URL("../public", import.meta.url));
/** Cached only once requested: the sample, code for GPUs, and models other than the first. */
export const ON_DEMAND: RegExp = /\/(sample|webgpu|colour|generic|photo|gray-tiny)-[^/]*$/;

/** Builds the service worker as a separate entry and gives it the list of built files. */
export function offline(): Plugin {
  return {
    name: "offline",
    apply: "build",
    generateBundle: {
      order: "post",
      handler: async (_, bundle) => {
        const worker = Object.values(bundle).find((file) => file.type === "chunk" && file.name === WORKER);
        if (worker?.type !== "chunk") throw new Error(`offline: expected an entry named ${WORKER}`);
        const others = Object.values(bundle).filter(
          (file) => file !== worker && !ON_DEMAND.test(file.fileName),
        );
        const hash = createHash("sha256");
        for (const file of others)
          hash.update(file.fileName).update(file.type === "asset" ? file.source : file.code);
        const kept = await readdir(PUBLIC);
        for (const file of kept) hash.update(await readFile(`${PUBLIC}/${file}`));
        const files = [...others.map((file) => file.fileName), ...kept].toSorted();
        const told = { version: hash.digest("hex").slice(0, 12), files: ["./", ...files] };
        worker.code = `const OFFLINE = ${JSON.stringify(told)};\n${worker.code}`;
      },
    },
  };
}
