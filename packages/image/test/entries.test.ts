import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const src = fileURLToPath(new URL("../src", import.meta.url));

/** All modules outside the package that a file imports directly or indirectly; types do not count. */
function foreignImports(file: string, seen: Set<string> = new Set()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = readFileSync(file, "utf8");
  const from = /^(?:import|export)(?! type)[^"]*?from "([^"]+)"|import\("([^"]+)"\)/gm;
  const specifiers = [...text.matchAll(from)]
    .map((match) => match[1] ?? match[2]!)
    .concat([...text.matchAll(/\bimport "([^"]+)"/g)].map((match) => match[1]!));
  return specifiers.flatMap((specifier) =>
    specifier.startsWith(".") ? foreignImports(join(dirname(file), specifier), seen) : [specifier],
  );
}

describe("entry points", () => {
  it.each(["index.ts", "browser.ts"])(
    "%s imports nothing that needs Node, so it runs in a browser",
    (entry) => {
      const browserSafe = new Set(["@genericdp/core/errors", "crc/calculators/crc32"]);
      expect(foreignImports(join(src, entry)).filter((one) => !browserSafe.has(one))).toEqual([]);
    },
  );

  it("node.ts imports sharp and Node modules (shows that the test sees imports)", () => {
    const found = foreignImports(join(src, "node.ts"));
    expect(found).toContain("sharp");
    expect(found).toContain("node:fs/promises");
  });
});
