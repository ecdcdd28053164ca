import { existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { ROOT, routeOf } from "./pages.ts";

/** A file, not a page, that a page links to. */
export interface LinkedFile {
  /** Its path in the repository. */
  readonly source: string;
  /** The path of its copy on the site. */
  readonly place: string;
}

export interface SiteLink {
  /** Undefined if the site has no target for it: a folder of sources. */
  readonly href: string | undefined;
  /** The file to copy for the link. */
  readonly file?: LinkedFile;
}

/**
 * Converts a link of a page to one on the site: to another page, or to the copy of a file, which browsers
 * show as text. Links to other hosts and within the page are kept.
 *
 * @param page its path in the repository, such as docs/numerics.md.
 * @throws Error if the target of a relative link does not exist.
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
  // Browsers show text; many hosts serve .ts as video.
  const place = `files/${source}${source.endsWith(".svg") ? "" : ".txt"}`;
  return { href: `/${place}`, file: { source, place } };
}
