import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LinkedFile } from "./links.ts";
import { ROOT } from "./pages.ts";

/** A page that `pnpm reproduce` wrote, which loads nothing. */
export interface Report extends LinkedFile {
  readonly title: string;
}

const REPORTS: readonly Report[] = [
  { title: "The paper", source: "out/paper/paper.html", place: "reports/paper.html" },
  {
    title: "The paper, a quick run",
    source: "out/paper-quick/paper.html",
    place: "reports/paper-quick.html",
  },
  { title: "Families", source: "out/families/families.html", place: "reports/families.html" },
  {
    title: "Families, a quick run",
    source: "out/families-quick/families.html",
    place: "reports/families-quick.html",
  },
];

/** The reports that were made; they are not part of the repository. */
export function madeReports(root: string = ROOT): Report[] {
  return REPORTS.filter(({ source }) => existsSync(join(root, source)));
}
