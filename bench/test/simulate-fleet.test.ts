import { describe, expect, it } from "vitest";
import { simulateFleet } from "../src/simulate-fleet.ts";

describe("a simulated fleet", () => {
  it.each([
    [10, 1],
    [100, 7],
    [99, 33],
    [5, 20],
  ])("processes %i equal photos with %i workers in full rounds", (photos, workers) => {
    const { seconds, workersBusy } = simulateFleet({ photos, workers, restoring: 3, redisPerPhoto: 0 });
    const rounds = Math.ceil(photos / workers);
    expect(seconds).toBeCloseTo(3 * rounds, 9);
    expect(workersBusy).toBeCloseTo(photos / workers / rounds, 9);
  });

  it("is never faster than its workers or Redis allow, and close to that limit if one is much slower", () => {
    for (const workers of [1, 10, 100, 1000]) {
      for (const redisPerPhoto of [1e-4, 1e-3, 1e-2]) {
        const photos = 20_000;
        const fleet = { photos, workers, restoring: 1, variation: 0.5, redisPerPhoto };
        const { seconds, redisBusy, workersBusy } = simulateFleet(fleet);
        const least = Math.max(photos / workers, photos * redisPerPhoto);
        // Restoring times vary; their mean over this many photos is slightly off.
        expect(seconds).toBeGreaterThan(0.98 * least);
        expect(redisBusy).toBeLessThanOrEqual(1);
        expect(workersBusy).toBeLessThanOrEqual(1);
        const balance = workers * redisPerPhoto;
        if (balance < 0.2 || balance > 5) expect(seconds).toBeLessThan(1.25 * least);
      }
    }
  });

  it("uses as much Redis time as its photos and messages cost", () => {
    const fleet = { photos: 1000, workers: 10, restoring: 10, redisPerPhoto: 0.001 };
    const quiet = simulateFleet(fleet);
    // One extra request for each worker: its first.
    expect(quiet.redisBusy * quiet.seconds).toBeCloseTo(1.01, 2);
    const talking = simulateFleet({ ...fleet, redisPerWord: 0.002, wordEvery: 1 });
    // Nine messages per photo: by the tenth, it is done.
    expect(talking.redisBusy * talking.seconds).toBeCloseTo(1.01 + 9 * 1000 * 0.002, 0);
  });

  it("processes every photo even if workers crash, and takes longer", () => {
    const fleet = { photos: 2000, workers: 20, restoring: 5, redisPerPhoto: 1e-4 };
    const calm = simulateFleet(fleet);
    const stormy = simulateFleet({ ...fleet, crashEvery: 50, recovery: 30 });
    expect([calm.again, stormy.again > 100]).toEqual([0, true]);
    expect(stormy.seconds).toBeGreaterThan(1.2 * calm.seconds);
    // A fraction exp(−5/50) of the attempts finishes before a crash.
    const attempts = 1 + stormy.again / 2000;
    expect(attempts).toBeGreaterThan(0.95 * Math.exp(0.1));
    expect(attempts).toBeLessThan(1.05 * Math.exp(0.1));
    expect(simulateFleet({ ...fleet, crashEvery: 50 }, 2)).toEqual(
      simulateFleet({ ...fleet, crashEvery: 50 }, 2),
    );
  });
});
