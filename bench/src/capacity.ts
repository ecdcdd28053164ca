import { readFileSync } from "node:fs";
import type { Report, Row } from "./report.ts";
import { simulateFleet } from "./simulate-fleet.ts";
import type { Fleet } from "./simulate-fleet.ts";

const PHOTOS = 1_000_000;
const WORKERS = [10, 100, 1000, 10_000];
/** Restoring times vary little between photos of the same size, and about this much in an archive. */
const VARIATION = 0.5;
/** Seconds between two progress messages of a worker. */
const WORD_EVERY = 2;
/** A cloud provider reclaims each machine once a day on average. */
const CRASH_EVERY = 24 * 3600;

/** The time for a million photos by number of workers, simulated with the figures that `serving` measured. */
export async function capacity(photos: number = PHOTOS): Promise<Report> {
  const { rows: measured } = JSON.parse(
    readFileSync(new URL("../results/serving.json", import.meta.url), "utf8"),
  ) as Report;
  const figure = (name: string, key: string): number => {
    const value = measured.find((row) => row.name === name)?.[key];
    if (typeof value !== "number") throw new Error(`capacity: expected ${key} of ${name} in serving.json`);
    return value;
  };
  const redis = {
    redisPerPhoto: figure("queue", "Redis, ms per job") / 1000,
    redisPerWord: figure("queue", "Redis, ms per word") / 1000,
    wordEvery: WORD_EVERY,
  };
  const perMegapixel = figure("1 MP", "s per picture");
  const sizes = [
    ["0.1 MP", figure("0.1 MP", "s per picture")],
    ["1 MP", perMegapixel],
    ["12 MP", 12 * perMegapixel],
  ] as const;
  const rows = sizes.flatMap(([size, restoring]) =>
    WORKERS.map((workers): Row => {
      const fleet: Fleet = {
        photos,
        workers,
        restoring,
        variation: VARIATION,
        crashEvery: CRASH_EVERY,
        ...redis,
      };
      const started = performance.now();
      const { seconds, redisBusy, workersBusy, again } = simulateFleet(fleet);
      return {
        name: `${size}, ${workers} workers`,
        milliseconds: performance.now() - started,
        times: [performance.now() - started],
        hours: seconds / 3600,
        "photos per second": photos / seconds,
        "worker hours": (workers * seconds) / 3600,
        "workers busy, %": 100 * workersBusy,
        "Redis busy, %": 100 * redisBusy,
        "done again": again,
      };
    }),
  );
  return {
    name: "capacity",
    measures: `${photos} photos from a queue, simulated; milliseconds are those of the simulation`,
    rows,
    notes: [
      `a photo costs Redis ${(1000 * redis.redisPerPhoto).toFixed(3)} ms, ` +
        `a word about progress ${(1000 * redis.redisPerWord).toFixed(3)} ms`,
    ],
  };
}
