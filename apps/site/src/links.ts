import { existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { ROOT, routeOf } from "./pages.ts";

/** A file that a page links to and that is no page itself. */
export interface LinkedFile {
  /** Its path in the repository. */
  readonly source: string;
  /** The path of its copy in the site. */
  readonly place: string;
}

export interface SiteLink {
  /** Undefined where the site has nothing to lead to: a folder of sources. */
  readonly href: string | undefined;
  /** What must be copied for the link. */
  readonly file?: LinkedFile;
}

/**
 * Where a link of a page leads in the site: to another page, or to the copy of a file, which browsers show as
 * text. Links to other hosts and within the page stay as they are.
 *
 * @param page its path in the repository, such as docs/numerics.md.
 * @throws Error where a relative link leads nowhere.
 */
export function siteLink(page: string, href: string): SiteLink {
  if (/^(?:[a-z]+:|#|\/)/i.test(href)) return { href };
  const [path, anchor] = href.split("#") as [string, string?];
  const target = posix.join(posix.dirname(page), decodeURI(path)).replace(/\/$/, "");
  if (!existsSync(join(ROOT, target))) throw new Error(`${page}: expected a link to a file, got ${href}`);
  const isFolder = statSync(join(ROOT, target)).isDirectory();
  const source = isFolder ? posix.join(target, "README.md") : target;
  const route = routeOf(source);
  if (isFolder && (route === undefined || !existsSync(join(ROOT, source)))) return { href: undefined };
  if (route !== undefined) return { href: `/${route}${anchor === undefined ? "" : `#${anchor}`}` };
  // As text, browsers show it; many hosts send .ts as video.
  const place = `files/${source}${source.endsWith(".svg") ? "" : ".txt"}`;
  return { href: `/${place}`, file: { source, place } };
}
