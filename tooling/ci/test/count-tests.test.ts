import { expect, it } from "vitest";

import { countTests } from "../src/count-tests.ts";

const numbers = { numPassedTests: 7, numFailedTests: 1, numPendingTests: 2, numTodoTests: 3 };

it("counts pending and todo tests as skipped", () => {
  const failed = { status: "failed", assertionResults: [{ status: "passed" }, { status: "failed" }] };
  expect(countTests({ ...numbers, testResults: [failed] })).toEqual({ passed: 7, failed: 1, skipped: 5 });
});

it("counts a file that fails without a failed test", () => {
  const unloaded = { status: "failed", assertionResults: [] };
  const hook = { status: "failed", assertionResults: [{ status: "skipped" }] };
  const fine = { status: "passed", assertionResults: [{ status: "passed" }] };
  expect(countTests({ ...numbers, testResults: [unloaded, hook, fine] }).failed).toBe(3);
});
