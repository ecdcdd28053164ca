import { randomStream } from "@genericdp/core";
import TinyQueue from "tinyqueue";

/** A queue in Redis and the workers that empty it. All times in seconds. */
export interface Fleet {
  readonly photos: number;
  /** Threads; each processes one photo at a time. */
  readonly workers: number;
  /** Mean time of a worker per photo, from reading its file to writing the result. */
  readonly restoring: number;
  /** Variation of that time: standard deviation relative to the mean. Default: 0. */
  readonly variation?: number;
  /** Time of Redis's single thread per photo: marking one as done and handing out the next. */
  readonly redisPerPhoto: number;
  /** The same for a progress or keep-alive message. Default: 0. */
  readonly redisPerWord?: number;
  /** Time between two messages of a worker. Default: no messages. */
  readonly wordEvery?: number;
  /** Mean time from a worker's start to its crash. Default: workers never crash. */
  readonly crashEvery?: number;
  /** Time from a crash until the worker is back and its photo is requeued. Default: 30. */
  readonly recovery?: number;
}

export interface FleetRun {
  /** Time until the last photo is done. */
  readonly seconds: number;
  /** Fraction of the time that Redis and the workers are busy. */
  readonly redisBusy: number;
  readonly workersBusy: number;
  /** How many times a photo was started again. */
  readonly again: number;
}

interface Happening {
  readonly time: number;
  readonly what: "ask" | "word" | "crash" | "requeue";
  /** For "word": when the photo is done. */
  readonly until?: number;
}

/**
 * Simulates a fleet event by event. Redis handles one request at a time, in order of arrival. The same seed
 * gives the same run.
 */
export function simulateFleet(fleet: Fleet, seed = 1): FleetRun {
  const { photos, workers, restoring, variation = 0, redisPerPhoto } = fleet;
  const { redisPerWord = 0, wordEvery = Infinity, crashEvery = Infinity, recovery = 30 } = fleet;
  const random = randomStream(seed, photos, workers);
  const events = new TinyQueue<Happening>([], (a, b) => a.time - b.time);
  // Log-normal: always positive, occasionally long.
  const spread = Math.sqrt(Math.log(1 + variation * variation));
  const restoringTime = (): number =>
    restoring * (spread === 0 ? 1 : Math.exp(spread * gaussian(random) - (spread * spread) / 2));
  let [waiting, done, again] = [photos, 0, 0];
  let [redisFree, redisWork, work, last] = [0, 0, 0, 0];
  const askRedis = (time: number, takes: number): number => {
    redisFree = Math.max(redisFree, time) + takes;
    redisWork += takes;
    return redisFree;
  };
  for (let worker = 0; worker < workers; worker++) events.push({ time: 0, what: "ask" });
  let idle = 0;
  const begin = (time: number): void => {
    waiting--;
    const takes = restoringTime();
    const crash = crashEvery === Infinity ? Infinity : -crashEvery * Math.log(1 - random.uniform());
    const until = time + Math.min(takes, crash);
    work += until - time;
    if (wordEvery < Infinity) events.push({ time: time + wordEvery, what: "word", until });
    events.push({ time: until, what: crash < takes ? "crash" : "ask" });
    if (crash < takes) events.push({ time: until + recovery, what: "requeue" });
  };
  // The first request of a worker does not finish a photo.
  let starting = workers;
  for (let event = events.pop(); event !== undefined && done < photos; event = events.pop()) {
    const { time, what, until = 0 } = event;
    if (what === "word") {
      if (time >= until) continue;
      askRedis(time, redisPerWord);
      events.push({ time: time + wordEvery, what, until });
    } else if (what === "crash") {
      starting++;
      events.push({ time: time + recovery, what: "ask" });
    } else if (what === "requeue") {
      again++;
      waiting++;
      if (idle === 0) continue;
      idle--;
      begin(askRedis(time, redisPerPhoto));
    } else {
      const answered = askRedis(time, redisPerPhoto);
      if (starting > 0) starting--;
      else {
        done++;
        last = answered;
      }
      if (waiting > 0) begin(answered);
      else idle++;
    }
  }
  return { seconds: last, redisBusy: redisWork / last, workersBusy: work / last / workers, again };
}

/** Box and Muller's method. */
function gaussian(random: { uniform(): number }): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}
