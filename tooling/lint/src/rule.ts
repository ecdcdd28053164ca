import type { RuleTester } from "oxlint/plugins-dev";

/** A lint rule in oxlint's plugin interface, which is that of ESLint 9. */
export type Rule = Extract<Parameters<RuleTester["run"]>[1], { create: (context: never) => object }>;
