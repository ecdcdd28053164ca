import { configDefaults, defineConfig } from "vitest/config";
import { skipReasons } from "./tooling/ci/src/skip-reasons.ts";

// For machines: where to write vitest's JSON report.
const report = process.env["GENERICDP_TEST_REPORT"];

/*
 * Test files that leave nothing behind share processes, which load modules once. Those that change what a
 * process has (backends of tfjs, threads, globals), and all new ones, get a process each.
 */
const FOLDERS = ["packages/*", "apps/*", "examples/*", "tooling/*", "bench"];
const ALL = FOLDERS.map((folder) => `${folder}/test/**/*.test.ts`);
const LIBRARIES = [
  "packages/{core,degradations,hqs,image,metrics,model}/test/**/*.test.ts",
  "packages/{operators,optim,stage-kernel,testing,training}/test/**/*.test.ts",
];
const RESTORERS = [
  "packages/genericdp/test/{,node/}*.test.ts",
  "apps/{cli,reproduce}/test/!(every-backend).test.ts",
];
const shared = (name: string, include: string[]) => ({
  extends: true,
  test: { name, include, isolate: false },
});

export default defineConfig({
  // Tests run the workspace from source: no stale dist, and stack traces in TypeScript.
  resolve: { conditions: ["@genericdp/source"] },
  ssr: { resolve: { conditions: ["@genericdp/source", "node", "import", "module", "default"] } },
  test: {
    // Vitest leaves one processor unused, which is half of a machine with two.
    maxWorkers: "100%",
    reporters: [
      "default",
      skipReasons(),
      ...(report === undefined ? [] : [["json", { outputFile: report }] as ["json", object]]),
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second is too short on a busy machine.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      shared("libraries", LIBRARIES),
      shared("restorers", RESTORERS),
      {
        extends: true,
        test: {
          name: "alone",
          include: ALL,
          exclude: [...configDefaults.exclude, ...LIBRARIES, ...RESTORERS],
        },
      },
    ],
  },
});
