import { join } from "node:path";
import { build } from "vitepress";
import { ROOT } from "./pages.ts";

export interface BuildSiteOptions {
  /** Path of the site on its host, with a slash at both ends. Default: "/". */
  readonly base?: string;
  /** Folder of the built site. Default: apps/site/dist. */
  readonly out?: string;
}

/**
 * Builds the site as static files.
 *
 * @returns the folder of the files.
 * @throws RangeError for a base without slashes; Error for a link without a target.
 */
export async function buildSite({ base = "/", out }: BuildSiteOptions = {}): Promise<string> {
  if (!/^\/(?:.*\/)?$/.test(base)) {
    throw new RangeError(`buildSite: expected a base with a slash at both ends, got ${base}`);
  }
  const folder = out ?? join(ROOT, "apps/site/dist");
  await build(join(ROOT, "apps/site"), { base, outDir: folder });
  return folder;
}
