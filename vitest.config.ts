import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";
import { skipReasons } from "./tooling/ci/src/skip-reasons.ts";

// For machines: where to write vitest's JSON report.
const report = process.env["GENERICDP_TEST_REPORT"];

/*
 * Test files that leave nothing behind share processes, which load modules once. Those that change what a
 * process has (backends of tfjs, threads, globals, modules), and all new ones, get a process each.
 */
const FOLDERS = ["packages/*", "apps/*", "examples/*", "tooling/*", "bench"];
const ALL = FOLDERS.map((folder) => `${folder}/test/**/*.test.ts`);
const LIBRARIES = [
  "packages/{baselines,core,degradations,hqs,image,interchange,metrics,model,noise}/test/**/*.test.ts",
  "packages/{operators,optim,stage-kernel,testing,training}/test/**/*.test.ts",
  "apps/web/test/*.test.ts",
];
const RESTORERS = [
  "packages/genericdp/test/{,node/}*.test.ts",
  "apps/{cli,reproduce}/test/!(every-backend|looked-at-once).test.ts",
];
const SERVICES = [
  "apps/server/test/{batch,batch-outcomes,batch-source,bytes,client,inputs,parts,queue}.test.ts",
  "apps/server/test/{queue-failures,read-bytes,requests,security,service,storage,tasks}.test.ts",
];
const shared = (name: string, include: string[]) => ({
  extends: true,
  test: { name, include, isolate: false },
});

/** Files that take longest; on a fresh clone vitest knows only their sizes. */
const SLOWEST = ["browser/app", "backend-webgpu/test/backend", "every-backend", "compiled", "faults"];

/** Starts the slowest files first, so that none runs alone at the end. */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = SLOWEST.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
      return found < 0 ? SLOWEST.length : found;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- not a method of arrays
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  // Tests run the workspace from source: no stale dist, and stack traces in TypeScript.
  resolve: { conditions: ["@genericdp/source"] },
  ssr: { resolve: { conditions: ["@genericdp/source", "node", "import", "module", "default"] } },
  test: {
    // One more than processors, because many tests wait for a child process, a browser or a server.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: SlowestFirst },
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
      shared("services", SERVICES),
      {
        extends: true,
        test: {
          name: "alone",
          include: ALL,
          exclude: [...configDefaults.exclude, ...LIBRARIES, ...RESTORERS, ...SERVICES],
        },
      },
    ],
  },
});
