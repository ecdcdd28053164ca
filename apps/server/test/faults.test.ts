import { expect, it } from "vitest";
import { runWithFaults } from "./queue-faults.ts";
import { NO_REDIS } from "./redis.ts";

it(
  "loses no picture and restores none twice when workers and Redis are killed",
  { timeout: 300_000 },
  async (test) => {
    test.skip(NO_REDIS !== undefined, NO_REDIS);
    const report = await runWithFaults({ jobs: 12, kills: 2, restarts: 1, side: 48 });
    expect(report).toMatchObject({ completed: 12, refused: 1, wrong: 0, booked: 12 });
  },
);
