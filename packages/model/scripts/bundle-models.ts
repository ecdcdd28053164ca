/*
 * Writes every models/NAME.genericdp as base64 into src/generated/NAME.ts: a module needs no fetch, no file
 * system and no bundler settings, and passes the strictest content security policy.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}src/generated`;
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(`${root}models`).filter((name) => name.endsWith(".genericdp"))) {
  const name = file.slice(0, -".genericdp".length);
  const base64 = readFileSync(`${root}models/${file}`).toString("base64");
  const temporary = `${folder}/${name}.${process.pid}.tmp`;
  const comment = `// Made by scripts/bundle-models.ts from models/${file}; not to be edited.\n`;
  writeFileSync(temporary, `${comment}export const MODEL: string =\n  "${base64}";\n`);
  renameSync(temporary, `${folder}/${name}.ts`);
}
