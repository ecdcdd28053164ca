import type { Rule } from "../rule.ts";

/** `export *` hides what a package offers: exports are named one by one. */
export const noExportAll: Rule = {
  meta: { docs: { description: "no export *" } },
  create(context) {
    return {
      ExportAllDeclaration: (node) => context.report({ node, message: "name what is exported: no export *" }),
    };
  },
};
