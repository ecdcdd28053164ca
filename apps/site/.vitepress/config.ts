import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { slug } from "github-slugger";
import { defineConfig } from "vitepress";
import type { UserConfig } from "vitepress";
import type { LinkedFile } from "../src/links.ts";
import { repositoryPages } from "../src/markdown.ts";
import { ROOT, otherMarkdown, sitePages } from "../src/pages.ts";
import { madeReports } from "../src/reports.ts";
import { sidebar } from "../src/sidebar.ts";

const linked = new Map<string, LinkedFile>();
linked.set("icon.svg", { source: "apps/web/public/icon.svg", place: "icon.svg" });
const pages = sitePages();
const reports = madeReports();
for (const report of reports) linked.set(report.place, report);
/** Reports are files beside the pages, so the browser has to load them. */
const reportLinks = reports.map(({ title, place }) => ({ text: title, link: `/${place}`, target: "_self" }));

/** The pages are outside this package, where Node does not find Vue when rendering them. */
const vueOfServer = {
  name: "vue-of-server",
  enforce: "pre",
  resolveId: (id: string, _: string | undefined, options: { readonly ssr?: boolean }) =>
    options.ssr && /^vue(?:\/|$)/.test(id) ? { id, external: true } : undefined,
} as const;

const config: UserConfig = defineConfig({
  lang: "en",
  title: "genericdp",
  description: "Image restoration by generic diffusion processes, in TypeScript",
  srcDir: ROOT,
  srcExclude: otherMarkdown(),
  rewrites: Object.fromEntries(pages),
  cacheDir: "node_modules/.vitepress",
  outDir: "dist",
  markdown: {
    // Like code hosts, so that links to headings work both there and here.
    anchor: { slugify: slug },
    config: (md) => repositoryPages(md, (file) => linked.set(file.place, file)),
  },
  transformHead: ({ siteData }) => [
    ["link", { rel: "icon", type: "image/svg+xml", href: `${siteData.base}icon.svg` }],
  ],
  themeConfig: {
    logo: "/icon.svg",
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: "local" },
    nav: [
      { text: "Start", link: "/overview" },
      { text: "Gallery", link: "/gallery" },
      { text: "Try it", link: "/live/denoise" },
      { text: "API", link: "/api/" },
      ...(reportLinks.length > 0 ? [{ text: "Reports", items: reportLinks }] : []),
    ],
  },
  vite: {
    plugins: [vueOfServer],
    // The workers of the examples load models and kernels on demand.
    worker: { format: "es" },
    build: { target: "es2023" },
  },
  buildEnd: async ({ outDir }) => {
    for (const { source, place } of linked.values()) {
      await mkdir(dirname(join(outDir, place)), { recursive: true });
      await copyFile(join(ROOT, source), join(outDir, place));
    }
  },
});

export default config;
