import type { Rule } from "../rule.ts";

const DECLARERS = new Set(["it", "test", "describe", "suite"]);
const SILENT = new Set(["skip", "skipIf", "runIf", "todo"]);

/**
 * A test must skip itself with `skip(condition, reason)` of its context, so that reports can show the reason.
 */
export const skipWithReason: Rule = {
  meta: { docs: { description: "a skipped test gives its reason" } },
  create(context) {
    return {
      MemberExpression({ object, property }) {
        if (object.type !== "Identifier" || property.type !== "Identifier") return;
        // `test.skip` gives no reason if `test` declares tests; it is fine if `test` is a test's context.
        if (!DECLARERS.has(object.name) || !SILENT.has(property.name)) return;
        const scope = context.sourceCode.getScope(object);
        const variable = scope.references.find(({ identifier }) => identifier === object)?.resolved;
        if (variable?.defs[0]?.type === "Parameter") return;
        const call = `${object.name}.${property.name}`;
        const message = `${call} gives no reason: call skip(condition, reason) in the test`;
        context.report({ node: object, message });
      },
    };
  },
};
