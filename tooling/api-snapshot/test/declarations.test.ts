import { describe, expect, it } from "vitest";
import { withoutChangeset } from "../src/check-changesets.ts";
import { describeApi, exportedNames } from "../src/declarations.ts";

const INDEX = `import { Plane } from "./plane-1a2b.js";
/** How. */
interface Options {
  /** So many. */
  readonly count?: number;
}
/**
 * Does it.
 */
export declare function run({ count }: Options): Plane;
export { type Options, Plane as Picture };
`;
const PLANE = `/** Levels. */
interface Plane {
  readonly width: number;
}
export { Plane };
`;

const files = [
  { name: "index.d.ts", text: INDEX },
  { name: "plane-1a2b.d.ts", text: PLANE },
];

describe("the public types of a package", () => {
  it("are its exported names and its declarations, sorted and without comments", () => {
    expect(describeApi(files, ["index.d.ts"])).toBe(
      [
        "index.d.ts: Options, Picture, run",
        "",
        "function run({ count }: Options): Plane;",
        "interface Options {",
        "  readonly count?: number;",
        "}",
        "interface Plane {",
        "  readonly width: number;",
        "}",
        "",
      ].join("\n"),
    );
  });

  it("do not contain files that nothing imports any more", () => {
    const stale = { name: "plane-0000.d.ts", text: "interface Plain {}\nexport { Plain };\n" };
    expect(describeApi([...files, stale], ["index.d.ts"])).toBe(describeApi(files, ["index.d.ts"]));
  });

  it("contain files that are imported by others or inside a type", () => {
    const from = (path: string): string => `type Own = import("${path}").Other;\n`;
    const nested = [
      { name: "deep/index.d.ts", text: from("./a.js") },
      { name: "deep/a.d.ts", text: from("../b.js") },
      { name: "b.d.ts", text: "interface Other {}\n" },
    ];
    expect(describeApi(nested, ["deep/index.d.ts"])).toContain("interface Other {}");
  });

  it("stay the same when code moves to another file or comments change", () => {
    const moved = [{ name: "index.d.ts", text: `${PLANE.replace("export { Plane };\n", "")}${INDEX}` }];
    expect(describeApi(moved, ["index.d.ts"])).toBe(describeApi(files, ["index.d.ts"]));
    const reworded = [{ ...files[0]!, text: INDEX.replace("So many.", "Not so many.") }, files[1]!];
    expect(describeApi(reworded, ["index.d.ts"])).toBe(describeApi(files, ["index.d.ts"]));
  });

  it.each([
    ["count?: number", "count: number"],
    ["Plane as Picture", "Plane"],
    ["run({ count }: Options): Plane", "run({ count }: Options): void"],
  ])("change with %s", (from, to) => {
    const other = [{ ...files[0]!, text: INDEX.replace(from, to) }, files[1]!];
    expect(describeApi(other, ["index.d.ts"])).not.toBe(describeApi(files, ["index.d.ts"]));
  });

  it("include every kind of declaration", () => {
    const kinds = ["function f(): void;", "class C {", "const k: number;", "type T = 1;", "interface I {"];
    const text = kinds
      .map((kind) => `export declare ${kind}`.replace("declare interface", "interface"))
      .join("\n");
    expect(exportedNames(text)).toEqual(["C", "I", "T", "f", "k"]);
  });
});

describe("a change of them", () => {
  const changeset = '---\n"@genericdp/hqs": minor\ngenericdp: patch\n---\n\nAlso @genericdp/core.\n';

  it("requires a changeset that names the package", () => {
    expect(withoutChangeset(["@genericdp/hqs", "genericdp"], [changeset])).toEqual([]);
    expect(withoutChangeset(["@genericdp/core"], [changeset])).toEqual(["@genericdp/core"]);
    expect(withoutChangeset(["@genericdp/core"], [])).toEqual(["@genericdp/core"]);
  });
});
