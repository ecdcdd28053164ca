import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/**
 * Finds missing targets of links in the built pages: pages, anchors, pictures, scripts. Returns each as
 * "page: link".
 *
 * @param base path of the site on its host.
 */
export function brokenLinks(folder: string, base: string): string[] {
  const pages = globSync("**/*.html", { cwd: folder }).toSorted();
  const anchors = new Map<string, ReadonlySet<string>>();
  const anchorsOf = (page: string): ReadonlySet<string> => {
    const known = anchors.get(page);
    if (known !== undefined) return known;
    const found = new Set([...html(folder, page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!));
    anchors.set(page, found);
    return found;
  };
  return pages.flatMap((page) =>
    [...new Set([...html(folder, page).matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, link]) => link!))]
      .filter((link) => !/^(?:https?|mailto|data):/.test(link))
      .filter((link) => !leadsSomewhere(link.replaceAll("&amp;", "&"), page))
      .map((link) => `${page}: ${link}`),
  );

  function leadsSomewhere(link: string, page: string): boolean {
    const [path, anchor] = link.split("#") as [string, string?];
    if (path.startsWith("/") && !path.startsWith(base)) return false;
    const target = path.startsWith("/") ? path.slice(base.length) : posix.join(posix.dirname(page), path);
    const file = decodeURI(
      path === "" ? page : target === "" || target.endsWith("/") ? `${target}index.html` : target,
    );
    const found = join(folder, file);
    if (!existsSync(found) || statSync(found).isDirectory()) return false;
    return anchor === undefined || anchor === "" || anchorsOf(file).has(decodeURIComponent(anchor));
  }
}

function html(folder: string, page: string): string {
  return readFileSync(join(folder, page), "utf8");
}
