import { expect, it } from "vitest";
import { fuzzServer } from "./fuzz-server.ts";

it("answers mutated requests with a result or a problem, and keeps working", async () => {
  const { statuses, faults, same, exitCode, megabytes } = await fuzzServer({ seed: 1, cases: 200 });
  expect(faults).toEqual([]);
  expect({ same, exitCode }).toEqual({ same: true, exitCode: 0 });
  expect(megabytes).toBeLessThan(1000);
  // Mutations that have no effect, or destroy everything, would test nothing.
  expect(Object.keys(statuses)).toEqual(expect.arrayContaining(["200", "400", "415", "422"]));
  expect(statuses[200]).toBeGreaterThan(20);
  expect(statuses[422]).toBeGreaterThan(20);
}, 240_000);
