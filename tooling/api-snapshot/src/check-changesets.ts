/**
 * Lists the packages whose public types differ from the main branch's although no new changeset names them.
 *
 * @param changed packages whose snapshots differ.
 * @param changesets the texts of changesets that are new or changed since the main branch.
 */
export function withoutChangeset(changed: readonly string[], changesets: readonly string[]): string[] {
  return changed.filter((name) => !changesets.some((text) => frontMatter(text).includes(name)));
}

/** The packages that a changeset names. */
function frontMatter(text: string): string[] {
  const [, head = ""] = /^---\n([\s\S]*?)\n---/.exec(text) ?? [];
  return head.split("\n").map((line) => line.replace(/:.*$/, "").replaceAll(/["']/g, "").trim());
}
