import { declaredImports } from "./rules/declared-imports.ts";
import { lineLength } from "./rules/line-length.ts";
import { noDoubleAssertion } from "./rules/no-double-assertion.ts";
import { noExportAll } from "./rules/no-export-all.ts";
import { skipWithReason } from "./rules/skip-with-reason.ts";

// oxlint takes a plugin as a default export.
export default {
  meta: { name: "genericdp" },
  rules: {
    "declared-imports": declaredImports,
    "line-length": lineLength,
    "no-double-assertion": noDoubleAssertion,
    "no-export-all": noExportAll,
    "skip-with-reason": skipWithReason,
  },
};
