import type { Reporter, TestModule } from "vitest/node";

/** A vitest reporter that prints, at the end of a run, how many tests were skipped for each reason. */
export function skipReasons(say: (line: string) => void = console.log): Reporter {
  return {
    onTestRunEnd(modules) {
      for (const line of describeSkips(modules)) say(line);
    },
  };
}

/** One line per reason, the most frequent first. */
function describeSkips(modules: readonly TestModule[]): string[] {
  const counts = new Map<string, number>();
  for (const module of modules) {
    for (const test of module.children.allTests("skipped")) {
      const result = test.result();
      const reason =
        (result.state === "skipped" ? result.note : undefined) ?? "excluded by this run's filter";
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
  }
  const rows = [...counts].toSorted(([, a], [, b]) => b - a);
  return rows.map(([reason, count]) => `${String(count).padStart(5)} skipped: ${reason}`);
}
