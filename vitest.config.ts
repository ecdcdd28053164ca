import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests run the workspace from source: no stale dist, and stack traces in TypeScript.
  resolve: { conditions: ["@genericdp/source"] },
  ssr: { resolve: { conditions: ["@genericdp/source", "node", "import", "module", "default"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts", "tooling/*/test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
