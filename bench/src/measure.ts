/** What is timed: `prepare` is not. */
export interface Contender {
  readonly name: string;
  readonly prepare?: () => Promise<void>;
  readonly run: () => void;
}

export interface Timing {
  readonly name: string;
  /** Milliseconds of processor time of each repetition, in the order in which they ran. */
  readonly times: readonly number[];
  readonly median: number;
}

/**
 * Times each contender `repetitions` times, in turn: what slows the machine down for a while slows them all.
 *
 * Processor time, not the clock's: what is measured runs on one thread, and on a machine that does nothing
 * else the two are the same. Each contender runs once before, so that code is compiled and memory is there.
 */
export async function measure(contenders: readonly Contender[], repetitions: number): Promise<Timing[]> {
  const times = contenders.map((): number[] => []);
  for (let repetition = -1; repetition < repetitions; repetition++) {
    for (const [i, { prepare, run }] of contenders.entries()) {
      await prepare?.();
      const start = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(start);
      if (repetition >= 0) times[i]!.push((user + system) / 1000);
    }
  }
  return contenders.map(({ name }, i) => ({ name, times: times[i]!, median: median(times[i]!) }));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
