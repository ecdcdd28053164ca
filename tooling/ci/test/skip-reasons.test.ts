import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { startVitest } from "vitest/node";
import { skipReasons } from "../src/skip-reasons.ts";

it("counts skipped tests by reason", async () => {
  // Inside the package, so that the file can import vitest.
  const folder = mkdtempSync(join(fileURLToPath(new URL("../", import.meta.url)), "skips-"));
  try {
    const lines: string[] = [];
    const test = (name: string, reason: string): string =>
      `test(${JSON.stringify(name)}, ({ skip }) => skip(true, ${JSON.stringify(reason)}));`;
    writeFileSync(
      join(folder, "some.test.ts"),
      [
        'import { describe, test } from "vitest";',
        test("a", "no browser"),
        `describe("inner", () => { ${test("b", "no network")} ${test("c", "no network")} });`,
        'test("passes", () => {});',
        'test.skip("silent", () => {});',
      ].join("\n"),
    );
    const reporters = [skipReasons((line) => lines.push(line))];
    const vitest = await startVitest("test", [], { root: folder, config: false, watch: false, reporters });
    await vitest.close();
    expect(lines).toEqual([
      "    2 skipped: no network",
      "    1 skipped: no browser",
      "    1 skipped: excluded by this run's filter",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
