/** A timed task; `prepare` is not included in the time. */
export interface Contender {
  readonly name: string;
  /** Number of items that one run processes; times are per item. Default: 1. */
  readonly units?: number;
  /** Runs only once: for tasks that take so long that neither a warm-up nor a median matters. */
  readonly once?: boolean;
  readonly prepare?: () => Promise<void>;
  readonly run: () => void | Promise<void>;
  /** Milliseconds of processor time that its child processes have used so far. */
  readonly spent?: () => number;
}

export interface Timing {
  readonly name: string;
  /** Milliseconds of processor time of all threads, one entry per repetition, in order. */
  readonly times: readonly number[];
  readonly median: number;
  /** The same in wall-clock time. */
  readonly wallTimes: readonly number[];
  readonly wallMedian: number;
}

/**
 * Times each contender `repetitions` times, in turn, so that a temporary slowdown of the machine affects all
 * of them.
 *
 * Measures processor time, which is least affected by other work on the machine, and wall-clock time for
 * tasks that use several cores. An untimed first run of each contender compiles code and allocates memory.
 */
export async function measure(contenders: readonly Contender[], repetitions: number): Promise<Timing[]> {
  const timings = contenders.map(({ name }) => ({ name, times: [] as number[], wallTimes: [] as number[] }));
  for (let repetition = -1; repetition < repetitions; repetition++) {
    for (const [i, { units = 1, once, prepare, run, spent }] of contenders.entries()) {
      if (once === true && repetition !== 0) continue;
      await prepare?.();
      const [start, wallStart] = [processorTime(spent), performance.now()];
      await run();
      const [end, wallEnd] = [processorTime(spent), performance.now()];
      if (repetition < 0) continue;
      timings[i]!.times.push((end - start) / units);
      timings[i]!.wallTimes.push((wallEnd - wallStart) / units);
    }
  }
  return timings.map((timing) => ({
    ...timing,
    median: median(timing.times),
    wallMedian: median(timing.wallTimes),
  }));
}

function processorTime(spent = (): number => 0): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + spent();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
