import { globSync } from "node:fs";
import type { Dirent } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the repository. */
export const ROOT: string = fileURLToPath(new URL("../../..", import.meta.url));

/** Where each kind of page is on the site, by its path in the repository. */
const ROUTES: readonly (readonly [RegExp, string])[] = [
  [/^apps\/site\/pages\/(.+)$/, "$1"],
  [/^docs\/(.+)$/, "$1"],
  [/^packages\/model\/models\/(.+)$/, "models/$1"],
  [/^((?:packages|apps|examples)\/[^/]+)\/README\.md$/, "$1.md"],
  [/^(bench)\/README\.md$/, "$1.md"],
  [/^README\.md$/, "overview.md"],
  [/^CONTRIBUTING\.md$/, "contributing.md"],
];

const SOURCES = [
  "*.md",
  "docs/**/*.md",
  "{packages,apps,examples}/*/README.md",
  "bench/README.md",
  "packages/model/models/*.md",
  "apps/site/pages/**/*.md",
];

/** The route of a page on the site; undefined for files that are not pages. */
export function routeOf(source: string): string | undefined {
  for (const [pattern, place] of ROUTES) {
    if (source.endsWith(".md") && pattern.test(source)) return source.replace(pattern, place);
  }
  return undefined;
}

/** Markdown files of the repository that are not pages, such as changelogs. */
export function otherMarkdown(root: string = ROOT): string[] {
  const exclude = ({ name }: Dirent): boolean => name === "node_modules" || name.startsWith(".");
  return globSync("**/*.md", { cwd: root, withFileTypes: true, exclude })
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .filter((path) => routeOf(path) === undefined);
}

/** Every page of the site: a map from the path in the repository to that on the site. */
export function sitePages(root: string = ROOT): Map<string, string> {
  const sources = globSync(SOURCES, { cwd: root }).toSorted();
  return new Map(
    sources.flatMap((source) => {
      const route = routeOf(source);
      return route === undefined ? [] : [[source, route] as const];
    }),
  );
}
