// Puts tfjs's SIMD binary into wasm/, from where src/tfjs-wasm-paths.ts serves it to browsers.
import { copyFileSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const name = "tfjs-backend-wasm-simd.wasm";
const from = fileURLToPath(import.meta.resolve(`@tensorflow/tfjs-backend-wasm/dist/${name}`));
const folder = fileURLToPath(new URL("../wasm", import.meta.url));
const temporary = join(folder, `${name}.${process.pid}.tmp`);
mkdirSync(folder, { recursive: true });
copyFileSync(from, temporary);
renameSync(temporary, join(folder, name));
