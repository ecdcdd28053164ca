import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { describe, expect, it } from "vitest";

import { arrows } from "../src/arrows.ts";
import { checkManifests } from "../src/check-manifests.ts";
import { layoutDiagram, withDiagram } from "../src/layout-diagram.ts";

describe("checkManifests", () => {
  it("accepts dependencies that the arrows allow", () => {
    const dependencies = { "@genericdp/core": "*", "@genericdp/model": "*", "@genericdp/optim": "*" };
    expect(checkManifests([{ name: "@genericdp/training", dependencies }])).toEqual([]);
  });

  it.each(["dependencies", "peerDependencies", "optionalDependencies"])("rejects others in %s", (field) => {
    expect(checkManifests([{ name: "genericdp", [field]: { "@genericdp/training": "*" } }])).toHaveLength(1);
    expect(checkManifests([{ name: "@genericdp/optim", [field]: { "ml-matrix": "6" } }])).toEqual([
      "@genericdp/optim may not depend on ml-matrix: the arrows allow nothing",
    ]);
  });

  it("ignores development dependencies", () => {
    const manifest = { name: "@genericdp/core", devDependencies: { "@genericdp/testing": "*" } };
    expect(checkManifests([manifest])).toEqual([]);
  });

  it("rejects a package without a row", () => {
    expect(checkManifests([{ name: "@genericdp/utils" }])).toHaveLength(1);
  });
});

describe("arrows", () => {
  it("have no cycles", () => {
    const reach = (name: string, path: readonly string[]): readonly string[] => {
      if (path.includes(name)) throw new Error(`cycle: ${[...path, name].join(" → ")}`);
      return (arrows[name] ?? []).flatMap((next) => [next, ...reach(next, [...path, name])]);
    };
    for (const name of Object.keys(arrows)) expect(reach(name, [])).not.toContain(name);
    expect(reach("genericdp", [])).not.toContain("@genericdp/training");
  });

  it("make the command fail on a broken workspace and pass on a valid one", () => {
    const sound = { name: "@genericdp/metrics" };
    expect(runOn(sound)).toMatchObject({ status: 0, stdout: "arrows: 1 packages, 0 problems\n" });
    const run = runOn({ ...sound, dependencies: { "@genericdp/core": "workspace:*" } });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("@genericdp/metrics may not depend on @genericdp/core");
  });
});

describe("layoutDiagram", () => {
  const table = {
    "@genericdp/a": ["x"],
    "@genericdp/b": ["@genericdp/a"],
    c: ["@genericdp/b", "@genericdp/a"],
  };

  it("has a line for each package, without implied and external dependencies", () => {
    expect(layoutDiagram(table)).toBe("graph TD\n  b --> a\n  c --> b\n");
  });

  it("replaces the diagram of a page, if it has one", () => {
    const page = (diagram: string): string => `# T\n\n\`\`\`mermaid\n${diagram}\`\`\`\n\ntext\n`;
    expect(withDiagram(page("old\n"), "new\n")).toBe(page("new\n"));
    expect(withDiagram("# T\n", "new\n")).toBeUndefined();
  });
});

describe("arrows of the page", () => {
  it("make the command fail if they are out of date, until --write updates them", () => {
    const page = "```mermaid\nold\n```\n";
    const manifest = { name: "@genericdp/metrics" };
    expect(runOn(manifest, page)).toMatchObject({ status: 1, stderr: expect.stringContaining("--write") });
    expect(runOn(manifest, page, ["--write"])).toMatchObject({ status: 0, stderr: "" });
    expect(runOn(manifest, withDiagram(page)!)).toMatchObject({ status: 0, stderr: "" });
  });
});

function runOn(
  manifest: object,
  page?: string,
  options: readonly string[] = [],
): { status: number | null; stdout: string; stderr: string } {
  const workspace = mkdtempSync(join(tmpdir(), "genericdp-arrows-"));
  try {
    mkdirSync(join(workspace, "packages/one"), { recursive: true });
    writeFileSync(join(workspace, "packages/one/package.json"), JSON.stringify(manifest));
    if (page !== undefined) {
      mkdirSync(join(workspace, "docs"));
      writeFileSync(join(workspace, "docs/architecture.md"), page);
    }
    const main = resolve(import.meta.dirname, "../src/main.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...options, workspace], {
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  } finally {
    rmSync(workspace, { recursive: true });
  }
}
