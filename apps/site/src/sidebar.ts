import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DefaultTheme } from "vitepress";
import { ROOT, sitePages } from "./pages.ts";

/** The pages of docs/ by section; those not listed here are at the end of "More". */
const SECTIONS: readonly (readonly [string, readonly string[]])[] = [
  ["Start", ["overview", "gallery", "glossary"]],
  ["Guides", ["guides/photo-folder", "guides/web-page", "guides/node-service", "guides/research"]],
  ["Try it here", ["live/denoise", "live/operator", "live/model"]],
  ["Extend", ["adding-an-operator", "adding-a-backend", "other-programs"]],
  ["Run", ["running-it", "photos", "packages"]],
  ["Background", ["architecture", "numerics", "training-notes", "solver-notes"]],
  ["Figures", ["performance", "reproduction", "baselines", "bench"]],
];

/** Folders included completely. */
const FOLDERS: readonly (readonly [string, string])[] = [
  ["Packages", "packages/"],
  ["Programs", "apps/"],
  ["Models", "models/"],
  ["Examples", "examples/"],
  ["API", "api/"],
];

type Section = DefaultTheme.SidebarItem;

/** The sections with the titles of all pages except the front page. */
export function sidebar(): Section[] {
  const sources = [...sitePages()].filter(([, route]) => route !== "index.md");
  const pages = sources.map(([source, route]) => ({
    name: route.replace(/\.md$/, ""),
    item: { text: titleOf(readFileSync(join(ROOT, source), "utf8"), source), link: `/${route}` },
  }));
  const listed = new Set(SECTIONS.flatMap(([, names]) => names));
  const itemsOf = (isIn: (name: string) => boolean): Section[] =>
    pages.filter(({ name }) => isIn(name)).map(({ item }) => item);
  const others = itemsOf((name) => !name.includes("/") && !listed.has(name));
  return [
    ...SECTIONS.map(([text, names]) => ({
      text,
      items: names.flatMap((name) => itemsOf((n) => n === name)),
    })),
    ...FOLDERS.map(([text, folder]) => ({
      text,
      collapsed: true,
      items: itemsOf((n) => n.startsWith(folder)),
    })),
    ...(others.length > 0 ? [{ text: "More", items: others }] : []),
  ].filter(({ items }) => items.length > 0);
}

/** The title of a page. @throws Error for a page without a heading. */
function titleOf(markdown: string, source: string): string {
  const [, title] = /^# (.+)$/m.exec(markdown) ?? [];
  if (title === undefined) throw new Error(`${source}: expected a first heading`);
  return title.replaceAll("`", "");
}
