import { monitorEventLoopDelay } from "node:perf_hooks";
import { restorer } from "genericdp";
import type { Restorer } from "genericdp";
import type { Report, Row } from "./report.ts";

const IMAGES = 20;
/** The bar for the p99 of the event-loop lag, in milliseconds. */
const BAR = 20;

/** How long a program's own work waits while twenty images are denoised concurrently. */
export async function responsiveness(side = 400): Promise<Report> {
  const rows = [await measure("in threads", side, false), await measure("inline", side, true)];
  return {
    name: "responsiveness",
    measures: `${IMAGES} denoise calls at once, ${side}×${side} gray, noise level 25; lag of the event loop`,
    rows,
    bar: {
      text: `p99 of the lag below ${BAR} ms with threads`,
      held: (rows[0]!["p99 lag, ms"] as number) < BAR,
    },
  };
}

async function measure(name: string, side: number, inline: boolean): Promise<Row> {
  const session: Restorer = restorer({ inline });
  const image = { width: side, height: side, data: new Float32Array(side * side).fill(120) };
  await session.denoise(image, { noiseLevel: 25 });
  const lag = monitorEventLoopDelay({ resolution: 1 });
  const started = performance.now();
  const processor = process.cpuUsage();
  lag.enable();
  const ends = await Promise.all(
    Array.from({ length: IMAGES }, async () => {
      await session.denoise(image, { noiseLevel: 25 });
      return performance.now() - started;
    }),
  );
  lag.disable();
  session.dispose();
  const { user, system } = process.cpuUsage(processor);
  // The measured delay includes the timer's resolution of 1 ms.
  const milliseconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - 1);
  return {
    name,
    milliseconds: (user + system) / 1e3 / IMAGES,
    "first answer, ms": Math.min(...ends),
    "last answer, ms": Math.max(...ends),
    "median lag, ms": milliseconds(lag.percentile(50)),
    "p99 lag, ms": milliseconds(lag.percentile(99)),
    "longest lag, ms": milliseconds(lag.max),
    times: ends,
  };
}
