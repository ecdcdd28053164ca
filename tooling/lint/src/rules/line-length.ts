import type { Rule } from "../rule.ts";

const longest = 110;

/** Lines of at most 110 characters. */
export const lineLength: Rule = {
  meta: { docs: { description: `lines of at most ${longest} characters` } },
  create(context) {
    return {
      Program() {
        for (const [index, text] of context.sourceCode.lines.entries()) {
          if (text.length <= longest) continue;
          const line = index + 1;
          context.report({
            loc: { start: { line, column: longest }, end: { line, column: text.length } },
            message: `expected at most ${longest} characters, got ${text.length}`,
          });
        }
      },
    };
  },
};
