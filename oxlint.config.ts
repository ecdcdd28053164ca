import { defineConfig } from "oxlint";

const insides = {
  group: ["@genericdp/*/src/**", "@genericdp/*/dist/**"],
  message: "Import what the package exports.",
};
const platforms = {
  group: ["node:*", "node:*/**"],
  message: "This package runs in browsers too.",
};

export default defineConfig({
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise"],
  jsPlugins: ["./tooling/lint/src/plugin.ts"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  ignorePatterns: ["**/dist/**", "**/assembly/**", "apps/server/client/generated/**", "out/**", "runs/**"],
  rules: {
    // Modules
    "genericdp/declared-imports": "error",
    "genericdp/no-export-all": "error",
    "import/no-cycle": ["error", { ignoreTypes: false, ignoreExternal: true }],
    "import/no-default-export": "error",
    "import/no-mutable-exports": "error",
    "import/no-duplicates": "error",
    "no-restricted-imports": ["error", { patterns: [insides] }],
    "unicorn/prefer-node-protocol": "error",
    "import/no-unassigned-import": "error",
    "unicorn/filename-case": ["error", { case: "kebabCase" }],

    // Types
    "typescript/consistent-type-imports": "error",
    "typescript/consistent-type-definitions": ["error", "interface"],
    "typescript/no-explicit-any": "error",
    "genericdp/no-double-assertion": "error",

    // Statements
    "no-unused-vars": "error",
    "no-var": "error",
    "prefer-const": "error",
    eqeqeq: "error",
    "no-param-reassign": "error",
    "no-throw-literal": "error",
    "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"] }],
    "unicorn/error-message": "error",
    "genericdp/line-length": "error",
    // Off: `new Array<number>(n).fill(0)` is clear, a helper may live where it is used, steps that depend
    // on each other await in a loop, copies keep values immutable, and sharp is one function with members.
    "unicorn/no-new-array": "off",
    "unicorn/consistent-function-scoping": "off",
    "no-await-in-loop": "off",
    "oxc/no-map-spread": "off",
    "import/no-named-as-default-member": "off",
    // Workers have no target origin.
    "unicorn/require-post-message-target-origin": "off",
  },
  overrides: [
    {
      files: ["**/packages/*/src/**"],
      excludeFiles: ["**/packages/{image,training,backend-node,backend-wasm,stage-kernel-native}/src/**"],
      rules: { "no-restricted-imports": ["error", { patterns: [insides, platforms] }] },
    },
    {
      files: ["**/packages/*/src/**"],
      rules: {
        "no-console": "error",
        "max-lines": ["error", { max: 200, skipBlankLines: true, skipComments: true }],
      },
    },
    {
      // Files whose format is a default export.
      files: ["**/*.config.ts", "**/.vitepress/**", "**/tooling/lint/src/plugin.ts"],
      rules: { "import/no-default-export": "off" },
    },
    {
      // A theme is its styles.
      files: ["**/.vitepress/theme/index.ts"],
      rules: { "import/no-unassigned-import": "off" },
    },
    {
      files: ["**/test/**"],
      plugins: ["vitest"],
      rules: {
        "genericdp/skip-with-reason": "error",
        // A test registers the tfjs backend that it runs on.
        "import/no-unassigned-import": "off",
        // Tables of cases expect what their row says, and a law's check is an expectation.
        "vitest/no-conditional-expect": "off",
        "vitest/expect-expect": ["error", { assertFunctionNames: ["expect*", "check*", "assert*"] }],
      },
    },
  ],
});
