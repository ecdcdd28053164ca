import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TABLE_NODES } from "@genericdp/model";
import { colourTinyModel } from "@genericdp/model/colour-tiny";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import { slug } from "github-slugger";
import { describe, expect, it } from "vitest";
import { diagram } from "../src/diagram.ts";
import { siteLink } from "../src/links.ts";
import { evaluateModule } from "../src/live/evaluate-module.ts";
import { learned } from "../src/live/learned.ts";
import { ROOT, otherMarkdown, routeOf, sitePages } from "../src/pages.ts";
import { madeReports } from "../src/reports.ts";
import { sidebar } from "../src/sidebar.ts";

const pages = sitePages();
/** Pages except the API reference, which is generated. */
const written = [...pages.keys()].filter((page) => !page.startsWith("apps/site/pages/api/"));

describe("pages", () => {
  it("have unique routes, and each is in the sidebar once", () => {
    const routes = [...pages.values()];
    expect(new Set(routes).size).toBe(routes.length);
    const listed = sidebar().flatMap(({ items }) => items!.map(({ link }) => link));
    const wanted = routes.filter((route) => route !== "index.md").map((route) => `/${route}`);
    expect(listed.toSorted()).toEqual(wanted.toSorted());
  });

  it("are distinguished from other Markdown files", () => {
    expect(routeOf("docs/guides/web-page.md")).toBe("guides/web-page.md");
    expect(routeOf("packages/hqs/README.md")).toBe("packages/hqs.md");
    expect(routeOf("packages/hqs/CHANGELOG.md")).toBeUndefined();
    expect(routeOf("docs/images/demo.webp")).toBeUndefined();
    expect(otherMarkdown().filter((path) => pages.has(path))).toEqual([]);
  });
});

it("has the reports that were made, and only those", () => {
  const root = mkdtempSync(join(tmpdir(), "genericdp-site-"));
  try {
    expect(madeReports(root)).toEqual([]);
    for (const source of ["out/paper-quick/paper.html", "out/families/families.html"]) {
      mkdirSync(dirname(join(root, source)), { recursive: true });
      writeFileSync(join(root, source), "<!doctype html>");
    }
    const places = madeReports(root).map(({ place }) => place);
    expect(places).toEqual(["reports/paper-quick.html", "reports/families.html"]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

describe("links of all pages", () => {
  it.each(written)("%s", (page) => {
    for (const [, href] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      const { href: place } = siteLink(page, href!);
      const [route, anchor] = (place ?? "").split("#") as [string, string?];
      if (anchor === undefined || /^https?:/.test(route)) continue;
      const target = route === "" ? page : [...pages].find(([, other]) => `/${other}` === route)?.[0];
      expect(headings(target ?? ""), `${page}: ${href}`).toContain(anchor);
    }
  });
});

describe("siteLink", () => {
  it("links to pages and copies of files, but not to folders of sources", () => {
    expect(siteLink("docs/numerics.md", "glossary.md#terms").href).toBe("/glossary.md#terms");
    expect(siteLink("docs/numerics.md", "../packages/hqs").href).toBe("/packages/hqs.md");
    expect(siteLink("docs/numerics.md", "#here").href).toBe("#here");
    expect(siteLink("docs/numerics.md", "https://doi.org/x").href).toBe("https://doi.org/x");
    const file = { source: "tooling/lint/src/arrows.ts", place: "files/tooling/lint/src/arrows.ts.txt" };
    expect(siteLink("docs/architecture.md", "../tooling/lint/src/arrows.ts")).toEqual({
      href: `/${file.place}`,
      file,
    });
    expect(siteLink("docs/numerics.md", "../packages/hqs/src").href).toBeUndefined();
    expect(() => siteLink("docs/numerics.md", "no-such-page.md")).toThrow(
      "docs/numerics.md: expected a link to a file, got no-such-page.md",
    );
  });
});

describe("diagram", () => {
  it("draws every package and arrow", () => {
    const svg = diagram("graph TD\n  a --> b & c-d\n  b --> c-d\n");
    expect(svg.match(/class="node"/g)).toHaveLength(3);
    expect(svg.match(/class="edge"/g)).toHaveLength(3);
    expect(svg).not.toContain("\n");
  });

  it("rejects unsupported syntax", () => {
    expect(() => diagram("graph LR\n")).toThrow("expected graph TD, got graph LR");
    expect(() => diagram("graph TD\n  a -.-> b\n")).toThrow("got   a -.-> b");
  });
});

describe("evaluateModule", () => {
  const modules = { one: { a: 1, b: 2 }, "@scope/two": { c: 3 } };

  it("provides the imports of a module and returns its exports", () => {
    const code = [
      'import { a, b as other } from "one";',
      "import * as two from '@scope/two';",
      "const hidden = 4;",
      "export const sum = a + other + two.c + hidden;",
      "export function twice(x) { return 2 * x; }",
    ].join("\n");
    const { sum, twice, hidden } = evaluateModule(code, modules);
    expect(sum).toBe(10);
    expect((twice as (x: number) => number)(4)).toBe(8);
    expect(hidden).toBeUndefined();
  });

  it("lists the modules if another one is imported, and rethrows errors of the code", () => {
    const message = "expected an import from one, @scope/two, got one from three";
    expect(() => evaluateModule('import { a } from "three";', modules)).toThrow(message);
    expect(() => evaluateModule("export const x = ;", modules)).toThrow(SyntaxError);
    expect(() => evaluateModule('throw new RangeError("mine");', modules)).toThrow("mine");
  });
});

describe("learned", () => {
  it.each([grayTinyModel(), colourTinyModel()])("extracts every filter and function: $name", (model) => {
    const { architecture } = model;
    const { stages, scales, nodes, reaction } = learned(model);
    expect(stages).toBe(architecture.stages);
    expect(nodes).toHaveLength(TABLE_NODES);
    for (const [s, scale] of scales.entries()) {
      expect(scale.filters).toHaveLength(stages);
      for (const bank of scale.filters) {
        expect(bank).toHaveLength(architecture.scales[s]!.filters);
        for (const { weights, influence } of bank) {
          expect(Math.hypot(...weights)).toBeCloseTo(1, 4);
          expect(influence).toHaveLength(TABLE_NODES);
        }
      }
    }
    expect(reaction!.stages.map((values) => values.length)).toEqual(
      Array.from({ length: stages }, () => architecture.reaction!.knots.length),
    );
  });
});

/** The text of a page without its code. */
function prose(page: string): string {
  const text = readFileSync(join(ROOT, page), "utf8");
  return text
    .replaceAll(/^```[^]*?^```$/gm, "")
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]]/g, ""));
}

function headings(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => slug(heading!));
}
