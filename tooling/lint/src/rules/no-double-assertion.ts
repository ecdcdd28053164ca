import type { Rule } from "../rule.ts";

/** `x as unknown as T` switches the type checker off. */
export const noDoubleAssertion: Rule = {
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
