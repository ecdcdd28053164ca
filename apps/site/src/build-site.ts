import { join } from "node:path";
import { build } from "vitepress";
import { ROOT } from "./pages.ts";

export interface BuildSiteOptions {
  /** Where the site will be on its host, with a slash at both ends. Default: "/". */
  readonly base?: string;
  /** Folder of the built site. Default: apps/site/dist. */
  readonly out?: string;
}

/**
 * Builds the site as static files.
 *
 * @returns the folder that they are in.
 * @throws RangeError for a base without slashes; Error for a link that leads nowhere.
 */
export async function buildSite({ base = "/", out }: BuildSiteOptions = {}): Promise<string> {
  if (!/^\/(?:.*\/)?$/.test(base)) {
    throw new RangeError(`buildSite: expected a base with a slash at both ends, got ${base}`);
  }
  const folder = out ?? join(ROOT, "apps/site/dist");
  await build(join(ROOT, "apps/site"), { base, outDir: folder });
  return folder;
}
