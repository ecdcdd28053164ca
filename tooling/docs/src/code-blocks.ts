/** A fenced block of a Markdown page. */
export interface CodeBlock {
  /** Page, and line of its fence, counted from 1. */
  readonly page: string;
  readonly line: number;
  /** What stands behind the opening fence, for instance "ts" or "sh". */
  readonly language: string;
  /** Name of the file that the block is, if it stands behind the language. */
  readonly file?: string;
  readonly code: string;
}

/** The doc comments of a source file as a Markdown page, every line in its place; the code is left empty. */
export function docComments(source: string): string {
  let inside = false;
  const lines = source.split("\n").map((line) => {
    if (!inside) {
      inside = /^\s*\/\*\*(?!.*\*\/)/.test(line);
      return "";
    }
    inside = !line.includes("*/");
    return inside ? line.replace(/^\s*\* ?/, "") : "";
  });
  return lines.join("\n");
}

/** Lines, counted from 1, of the `@example`s of a page that are no fenced TypeScript. */
export function bareExamples(page: string): number[] {
  const lines = page.split("\n");
  return lines.flatMap((line, i) => (line.startsWith("@example") && lines[i + 1] !== "```ts" ? [i + 1] : []));
}

/** All fenced blocks of a Markdown page, in order. */
export function codeBlocks(page: string, markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = markdown.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\w*)(?: +(\S+))?/.exec(lines[i]!);
    if (fence === null) continue;
    const end = lines.indexOf("```", i + 1);
    if (end < 0) throw new Error(`${page}:${i + 1}: expected a closing fence, got none`);
    const [, language, file] = fence;
    const code = lines.slice(i + 1, end).join("\n");
    blocks.push({ page, line: i + 1, language: language!, ...(file !== undefined && { file }), code });
    i = end;
  }
  return blocks;
}

/**
 * The calls of the command line in a shell block, as lists of arguments; however the page starts the program.
 */
export function commandLines({ code }: CodeBlock): string[][] {
  return code
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => /(?:^|\s)genericdp\s+([^#|]+)/.exec(line)?.[1])
    .filter((line) => line !== undefined)
    .map((line) => line.trim().split(/\s+/));
}
