import type { Rule } from "./rule.ts";
import { declaredImports } from "./rules/declared-imports.ts";
import { lineLength } from "./rules/line-length.ts";
import { skipWithReason } from "./rules/skip-with-reason.ts";

/** `x as unknown as T` disables the type checker. */
const noDoubleAssertion: Rule = {
  meta: { docs: { description: "no double type assertions" } },
  create(context) {
    return {
      TSAsExpression(node) {
        if (node.expression.type !== "TSAsExpression") return;
        context.report({ node, message: "no double type assertions: narrow the type instead" });
      },
    };
  },
};

/** `export *` hides a package's exports; every export is named. */
const noExportAll: Rule = {
  meta: { docs: { description: "no export *" } },
  create(context) {
    return {
      ExportAllDeclaration: (node) => context.report({ node, message: "no export *: name every export" }),
    };
  },
};

// oxlint expects a plugin to be a default export.
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
