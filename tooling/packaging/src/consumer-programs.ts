import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "./public-packages.ts";

const PICTURE = "{ width: 32, height: 24, data: new Float32Array(32 * 24).fill(120) }";

/** Writes a consumer's programs. Each uses the packages in a different way. */
export async function writePrograms(folder: string, entries: readonly Entry[]): Promise<void> {
  const specifiers = entries.map(({ specifier }) => specifier);
  const programs: Readonly<Record<string, string>> = {
    "imports.js": `
      for (const specifier of ${JSON.stringify(specifiers)}) {
        const module = await import(specifier);
        if (Object.keys(module).length === 0) throw new Error(specifier + " exports nothing");
      }
      const { denoise } = await import("genericdp");
      const { data } = await denoise(${PICTURE}, { noiseLevel: 10 });
      if (data.length !== 768 || !data.every(Number.isFinite)) throw new Error("denoise: no picture");
      process.exit(0);`,
    "thread.js": `
      import { Worker, isMainThread, parentPort } from "node:worker_threads";
      import { denoise } from "genericdp";
      if (isMainThread) {
        const worker = new Worker(new URL(import.meta.url));
        worker.once("error", (error) => { console.error(error); process.exit(1); });
        worker.once("message", (length) => process.exit(length === 768 ? 0 : 1));
      } else {
        const { data } = await denoise(${PICTURE}, { noiseLevel: 10 });
        parentPort.postMessage(data.length);
      }`,
    "page.js": `
      import { denoise } from "genericdp";
      import { workerRestorer } from "genericdp/worker";
      globalThis.tasks = { denoise, workerRestorer };`,
    "index.html": `<!doctype html><script type="module" src="/page.js"></script>`,
    "types.ts": [
      ...specifiers.map((specifier, i) => `import * as module${i} from ${JSON.stringify(specifier)};`),
      `export const modules: object[] = [${specifiers.map((_, i) => `module${i}`).join(", ")}];`,
      'import { denoise } from "genericdp";',
      'import { denoise as denoiseFile } from "genericdp/node";',
      `const gray: Float32Array = (await denoise(${PICTURE}, { noiseLevel: 10 })).data;`,
      "declare const bitmap: ImageBitmap;",
      "const pixels: ImageData = await denoise(bitmap);",
      'const bytes: Uint8Array = await (await denoiseFile("photo.jpg")).encode("png");',
      "// @ts-expect-error a noise level is a number",
      'await denoise(bitmap, { noiseLevel: "loud" });',
      "export { bytes, gray, pixels };",
    ].join("\n"),
    "tsconfig.node16.json": tsconfig("node16", "node16"),
    "tsconfig.bundler.json": tsconfig("esnext", "bundler"),
  };
  for (const [name, text] of Object.entries(programs)) await writeFile(join(folder, name), text);
}

function tsconfig(module: string, moduleResolution: string): string {
  const target = "es2022";
  const lib = [target, "dom"];
  const compilerOptions = {
    target,
    lib,
    module,
    moduleResolution,
    strict: true,
    types: ["node"],
    noEmit: true,
  };
  return JSON.stringify({ compilerOptions, files: ["types.ts"] });
}
