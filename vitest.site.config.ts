import { defineConfig } from "vitest/config";
import { skipReasons } from "./tooling/ci/src/skip-reasons.ts";

/** What `pnpm check:site` runs: it builds the whole site, so it is not part of `pnpm test`. */
export default defineConfig({
  test: {
    include: ["apps/site/check/*.check.ts"],
    testTimeout: 300_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ["default", skipReasons()],
  },
});
