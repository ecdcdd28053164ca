/** What is timed: `prepare` is not. */
export interface Contender {
  readonly name: string;
  /** Number of items that one run processes; times are per item. Default: 1. */
  readonly units?: number;
  /** Runs once altogether: for what takes so long that neither warming up nor a median matters. */
  readonly once?: boolean;
  readonly prepare?: () => Promise<void>;
  readonly run: () => void | Promise<void>;
  /** Milliseconds of processor time that processes of its own have spent so far. */
  readonly spent?: () => number;
}

export interface Timing {
  readonly name: string;
  /** Milliseconds of processor time, of all threads, in each repetition, in the order in which they ran. */
  readonly times: readonly number[];
  readonly median: number;
  /** The same by the clock. */
  readonly wallTimes: readonly number[];
  readonly wallMedian: number;
}

/**
 * Times each contender `repetitions` times, in turn: what slows the machine down for a while slows them all.
 *
 * Processor time, which other work on the machine disturbs least, and the clock's for what runs on several
 * cores. Each contender runs once before, so that code is compiled and memory is there.
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
