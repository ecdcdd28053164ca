import { defineConfig } from "vitest/config";
import { skipReasons } from "./tooling/ci/src/skip-reasons.ts";

// For machines: where to write vitest's JSON report.
const report = process.env["GENERICDP_TEST_REPORT"];

export default defineConfig({
  // Tests run the workspace from source: no stale dist, and stack traces in TypeScript.
  resolve: { conditions: ["@genericdp/source"] },
  ssr: { resolve: { conditions: ["@genericdp/source", "node", "import", "module", "default"] } },
  test: {
    include: ["packages", "apps", "examples", "tooling"].map((folder) => `${folder}/*/test/**/*.test.ts`),
    reporters: [
      "default",
      skipReasons(),
      ...(report === undefined ? [] : [["json", { outputFile: report }] as ["json", object]]),
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
