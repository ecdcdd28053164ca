import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import type { BareJob } from "./bare-process.ts";
import { queueCost } from "./queue-cost.ts";
import type { Report, Row } from "./report.ts";
import { runProcess } from "./run-process.ts";
import { metric, pictureOf, startServer } from "./server-process.ts";
import type { Running } from "./server-process.ts";

/** Name, width, height and the number of requests. */
const SIZES = [
  ["0.1 MP", 388, 258, 40],
  ["1 MP", 1224, 816, 8],
] as const;
const SMALL = 10_000;
const QUEUED = 1000;
/** The bar for 1 MP, in percent of the bare kernel's pace. */
const LEAST_SHARE = 90;

/**
 * The service under load, in a separate process with a thread for each processor: the processor time per
 * picture next to that of the bare kernel, response times at 80 % load, memory over many small requests, and
 * the cost of the queue in Redis.
 */
export async function serving(repetitions = 1): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), "genericdp-serving-"));
  const [server, idle] = [await startServer(), await startServer("--workers", "1")];
  const rows: Row[] = [];
  try {
    for (const [name, width, height, count] of SIZES) {
      rows.push(await compare(server, { name, width, height, count: count * repetitions }));
    }
    rows.push(await atRate(server, idle), await manySmall(server, idle, SMALL * repetitions));
  } finally {
    for (const { program } of [server, idle]) {
      program.kill();
      await once(program, "exit");
    }
  }
  rows.push(await queueCost(folder, QUEUED * repetitions));
  await rm(folder, { recursive: true, force: true });
  return {
    name: "serving",
    measures: "POST /v1/denoise, JPEG, noise level 25, gray",
    rows,
    bar: barOf(rows),
  };
}

/** Limits the service's overhead: decoding, encoding, and everything in between. */
function barOf(rows: readonly Row[]): NonNullable<Report["bar"]> {
  const share = rows.find(({ name }) => name === "1 MP")?.["share of the bare kernel, %"];
  const text = `pictures of 1 MP at ${LEAST_SHARE} % of the bare kernel's pace or more`;
  return { text, held: typeof share === "number" && share >= LEAST_SHARE };
}

/**
 * The longest event-loop lags of a busy and an idle server during the work. A lag of the idle one is caused
 * by the machine.
 */
async function withLags<Result>(
  servers: readonly Running[],
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly lags: Readonly<Record<string, number>> }> {
  const longest = servers.map(() => 0);
  const ask = async (): Promise<void> => {
    for (const [i, server] of servers.entries()) {
      longest[i] = Math.max(longest[i]!, 1000 * (await metric(server, "nodejs_eventloop_lag_max_seconds")));
    }
  };
  // Reading the metric resets it.
  await ask();
  longest.fill(0);
  const asking = setInterval(() => void ask(), 1000);
  const result = await work();
  clearInterval(asking);
  await ask();
  const [busy = 0, idle = 0] = longest;
  return { result, lags: { "longest lag of the event loop, ms": busy, "of an idle one, ms": idle } };
}

async function load(
  server: Running,
  body: Buffer,
  options: Partial<autocannon.Options>,
): Promise<autocannon.Result> {
  const result = await autocannon({
    url: `${server.url}/v1/denoise?noiseLevel=25`,
    method: "POST",
    headers: { "content-type": "image/jpeg" },
    body,
    timeout: 600,
    connections: availableParallelism(),
    ...options,
  });
  if (result.errors > 0 || result.non2xx > 0) {
    throw new Error(`bench: expected pictures, got ${result.errors} errors and ${result.non2xx} refusals`);
  }
  return result;
}

/**
 * Half of the requests, then the bare kernel, then the other half, because the speed of the machine drifts.
 * The kernel runs in as many processes as the server has threads, because processors slow down when all of
 * them are busy.
 */
async function compare(
  server: Running,
  { name, width, height, count }: { name: string; width: number; height: number; count: number },
): Promise<Row> {
  const body = await pictureOf(width, height);
  const processes = availableParallelism();
  await load(server, body, { amount: processes });
  const spent = (): Promise<number> => metric(server, "process_cpu_seconds_total");
  const each = Math.ceil(count / 2 / processes);
  const half = each * processes;
  const bare = async (files: boolean): Promise<number> => {
    const job: BareJob = { picture: body.toString("base64"), files, count: each };
    const runs = Array.from({ length: processes }, () =>
      runProcess<BareJob, number>("bare-process.ts", job, "of the bare kernel"),
    );
    return (await Promise.all(runs)).reduce((sum, seconds) => sum + seconds);
  };
  const served: number[] = [];
  let [kernel, fromFileToFile, seconds] = [0, 0, 0];
  for (let i = 0; i < 2; i++) {
    const before = await spent();
    seconds += (await load(server, body, { amount: half })).duration;
    served.push((await spent()) - before);
    kernel += await bare(false);
    fromFileToFile += await bare(true);
  }
  const total = served[0]! + served[1]!;
  const pictures = 2 * half;
  return {
    name,
    milliseconds: (1000 * total) / pictures,
    times: served.map((time) => (1000 * time) / half),
    "s per picture": total / pictures,
    "kernel, ms": (1000 * kernel) / pictures,
    "share of the bare kernel, %": (100 * kernel) / total,
    "share from file to file, %": (100 * fromFileToFile) / total,
    "pictures per second": pictures / seconds,
  };
}

/** Requests at 80 % of the server's capacity, sent without waiting for responses. */
async function atRate(server: Running, idle: Running): Promise<Row> {
  const [, width, height, count] = SIZES[0];
  const body = await pictureOf(width, height);
  const { duration } = await load(server, body, { amount: count });
  const overallRate = (0.8 * count) / duration;
  const { result, lags } = await withLags([server, idle], () =>
    load(server, body, { overallRate, duration: 30, connections: 20 }),
  );
  const { latency, requests } = result;
  return {
    name: "80 % load, 0.1 MP",
    milliseconds: latency.average,
    times: [latency.average],
    "requests per second": overallRate,
    requests: requests.total,
    "p50, ms": latency.p50,
    "p99, ms": latency.p99,
    ...lags,
  };
}

async function manySmall(server: Running, idle: Running, amount: number): Promise<Row> {
  const body = await pictureOf(32, 32);
  const resident = async (): Promise<number> => (await metric(server, "process_resident_memory_bytes")) / 1e6;
  const megabytes: number[] = [];
  let seconds = 0;
  const { lags } = await withLags([server, idle], async () => {
    for (let part = 0; part < 10; part++) {
      seconds += (await load(server, body, { amount: amount / 10, connections: 8 })).duration;
      megabytes.push(await resident());
    }
  });
  return {
    name: "32×32",
    milliseconds: (1000 * seconds) / amount,
    times: [(1000 * seconds) / amount],
    requests: amount,
    "requests per second": amount / seconds,
    "MB after a tenth": megabytes[0]!,
    "MB after all": megabytes.at(-1)!,
    ...lags,
  };
}
