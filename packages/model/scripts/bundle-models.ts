/*
 * Writes models/gray.genericdp as base64 into src/generated/gray-model.ts: a module needs no fetch, no file
 * system and no bundler settings, and passes the strictest content security policy.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}src/generated`;
mkdirSync(folder, { recursive: true });
const base64 = readFileSync(`${root}models/gray.genericdp`).toString("base64");
const temporary = `${folder}/gray-model.${process.pid}.tmp`;
const comment = "// Made by scripts/bundle-models.ts from models/gray.genericdp; not to be edited.\n";
writeFileSync(temporary, `${comment}export const GRAY_MODEL: string =\n  "${base64}";\n`);
renameSync(temporary, `${folder}/gray-model.ts`);
