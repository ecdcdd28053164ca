import { arrows } from "./arrows.ts";

/** The diagram in docs/architecture.md is between these lines. */
const [OPEN, CLOSE] = ["```mermaid\n", "```\n"];

/**
 * The arrows between our packages as a Mermaid graph, one line per package. Arrows implied by others are
 * omitted.
 */
export function layoutDiagram(table: Readonly<Record<string, readonly string[]>> = arrows): string {
  const ours = (name: string): readonly string[] => (table[name] ?? []).filter((other) => other in table);
  const reach = (name: string): ReadonlySet<string> =>
    new Set(ours(name).flatMap((other) => [other, ...reach(other)]));
  const lines = Object.keys(table).flatMap((name) => {
    const direct = ours(name).filter((other) => !ours(name).some((between) => reach(between).has(other)));
    return direct.length === 0 ? [] : [`  ${short(name)} --> ${direct.map(short).toSorted().join(" & ")}`];
  });
  return ["graph TD", ...lines.toSorted(), ""].join("\n");
}

/** The page with the current diagram, or undefined if the page has no diagram. */
export function withDiagram(page: string, diagram: string = layoutDiagram()): string | undefined {
  const start = page.indexOf(OPEN) + OPEN.length;
  const end = page.indexOf(CLOSE, start);
  if (start < OPEN.length || end < 0) return undefined;
  return page.slice(0, start) + diagram + page.slice(end);
}

function short(name: string): string {
  return name.replace("@genericdp/", "");
}
