/** A fenced code block of a Markdown page. */
export interface CodeBlock {
  /** The page, and the line of the opening fence, counted from 1. */
  readonly page: string;
  readonly line: number;
  /** The language after the opening fence, for instance "ts" or "sh". */
  readonly language: string;
  /** The file name after the language, if there is one. */
  readonly file?: string;
  readonly code: string;
}

/**
 * The doc comments of a source file as a Markdown page. Line numbers are kept; lines of code become empty.
 */
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

/** The lines, counted from 1, of `@example`s that are not fenced TypeScript. */
export function bareExamples(page: string): number[] {
  const lines = page.split("\n");
  return lines.flatMap((line, i) => (line.startsWith("@example") && lines[i + 1] !== "```ts" ? [i + 1] : []));
}

/** All fenced code blocks of a Markdown page, in order. */
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
 * The argument lists of the `genericdp` commands in a shell block, no matter how the page starts the program.
 */
export function commandLines({ code }: CodeBlock): string[][] {
  return code
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => /(?:^|\s)genericdp\s+([^#|]+)/.exec(line)?.[1])
    .filter((line) => line !== undefined)
    .map((line) => line.trim().split(/\s+/));
}
