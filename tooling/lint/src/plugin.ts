import type { Rule } from "./rule.ts";
import { declaredImports } from "./rules/declared-imports.ts";
import { lineLength } from "./rules/line-length.ts";
import { skipWithReason } from "./rules/skip-with-reason.ts";

/** `x as unknown as T` switches the type checker off. */
const noDoubleAssertion: Rule = {
  meta: { docs: { description: "no assertion of an assertion" } },
  create(context) {
    return {
      TSAsExpression(node) {
        if (node.expression.type !== "TSAsExpression") return;
        context.report({ node, message: "no assertion of an assertion: narrow the type instead" });
      },
    };
  },
};

/** `export *` hides what a package offers: exports are named one by one. */
const noExportAll: Rule = {
  meta: { docs: { description: "no export *" } },
  create(context) {
    return {
      ExportAllDeclaration: (node) => context.report({ node, message: "name what is exported: no export *" }),
    };
  },
};

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
