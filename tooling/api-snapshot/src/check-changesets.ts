/**
 * Names each package whose public types differ from those of the main branch while no new changeset names it.
 *
 * @param changed packages whose snapshot differs.
 * @param changesets texts of the changesets that the main branch does not have as they are.
 */
export function withoutChangeset(changed: readonly string[], changesets: readonly string[]): string[] {
  return changed.filter((name) => !changesets.some((text) => frontMatter(text).includes(name)));
}

/** The packages that a changeset names. */
function frontMatter(text: string): string[] {
  const [, head = ""] = /^---\n([\s\S]*?)\n---/.exec(text) ?? [];
  return head.split("\n").map((line) => line.replace(/:.*$/, "").replaceAll(/["']/g, "").trim());
}
