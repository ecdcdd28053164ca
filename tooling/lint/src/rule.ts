import type { RuleTester } from "oxlint/plugins-dev";

/** A lint rule as oxlint's plugin interface (that of ESLint 9) takes it. */
export type Rule = Extract<Parameters<RuleTester["run"]>[1], { create: (context: never) => object }>;
