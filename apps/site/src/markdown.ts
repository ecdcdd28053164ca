import { relative } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import { diagram } from "./diagram.ts";
import { siteLink } from "./links.ts";
import type { LinkedFile } from "./links.ts";
import { ROOT } from "./pages.ts";

/**
 * Adapts pages of the repository to the site: converts links, and Mermaid graphs to drawings.
 *
 * @param linked called with each file that must be copied.
 */
export function repositoryPages(md: MarkdownRenderer, linked: (file: LinkedFile) => void): void {
  md.core.ruler.push("repository-links", ({ tokens, env }) => {
    const { realPath, path } = env as { readonly realPath?: string; readonly path: string };
    const page = relative(ROOT, realPath ?? path);
    for (const { children } of tokens) {
      let isDropped = false;
      for (const token of children ?? []) {
        if (token.type === "link_open") {
          const { href, file } = siteLink(page, String(token.attrGet("href")));
          isDropped = href === undefined;
          if (href !== undefined) token.attrSet("href", href);
          if (file !== undefined) linked(file);
        }
        if (!isDropped || !token.type.startsWith("link_")) continue;
        isDropped = token.type === "link_open";
        token.type = "text";
        token.content = "";
      }
    }
  });
  const { fence } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, index, ...others) => {
    const { info, content } = tokens[index]!;
    return info.trim() === "mermaid" ? diagram(content) : fence!(tokens, index, ...others);
  };
}
