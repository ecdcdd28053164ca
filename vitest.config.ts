import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests run the workspace from source: no stale dist, and stack traces in TypeScript.
  resolve: { conditions: ["@genericdp/source"] },
  ssr: { resolve: { conditions: ["@genericdp/source", "node", "import", "module", "default"] } },
  test: {
    include: ["packages", "apps", "examples", "tooling"].map((folder) => `${folder}/*/test/**/*.test.ts`),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
