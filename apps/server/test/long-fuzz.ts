/*
 * pnpm --filter @genericdp/server fuzz [CASES] [SEED]: the same as the test, at length. A case that is
 * answered as none should be is told with its seed and number, by which it comes back.
 */
import { fuzzServer } from "./fuzz-server.ts";

const [cases = 10_000, seed = Date.now()] = process.argv.slice(2).map(Number);
const log = (line: string): void => console.log(line);
const report = await fuzzServer({ cases, seed, log });
console.log(report);
const good = report.faults.length === 0 && report.same && report.exitCode === 0;
process.exit(good ? 0 : 1);
