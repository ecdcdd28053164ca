import { instance } from "@viz-js/viz";
import type { Viz } from "@viz-js/viz";

const viz: Viz = await instance();

/**
 * Converts a Mermaid graph to an inline drawing in the colours of the page. Supports `graph TD` with lines `a
 * --> b & c`.
 *
 * @throws SyntaxError for any other line.
 */
export function diagram(mermaid: string): string {
  const [head, ...lines] = mermaid.trim().split("\n");
  if (head !== "graph TD") throw new SyntaxError(`diagram: expected graph TD, got ${head}`);
  const edges = lines.flatMap((line) => {
    const [, from, to] = /^ *([\w-]+) --> ([\w-]+(?: & [\w-]+)*)$/.exec(line) ?? [];
    if (from === undefined || to === undefined) {
      throw new SyntaxError(`diagram: expected a line such as a --> b & c, got ${line}`);
    }
    return to.split(" & ").map((each) => ({ tail: from, head: each }));
  });
  const drawn = viz.renderString(
    {
      graphAttributes: { bgcolor: "none", nodesep: 0.2, ranksep: 0.35 },
      nodeAttributes: { shape: "box", style: "rounded", height: 0.3, fontname: "sans-serif", fontsize: 12 },
      edgeAttributes: { arrowsize: 0.6 },
      edges,
    },
    { format: "svg" },
  );
  const svg = drawn
    .slice(drawn.indexOf("<svg"))
    .replaceAll("black", "currentColor")
    .replace(/width="[^"]*" height="[^"]*"/, 'style="max-width: 100%; height: auto"')
    // Vue would preserve whitespace between tags.
    .replaceAll("\n", "");
  return `<div class="diagram" role="img" aria-label="Which package imports which">${svg}</div>`;
}
