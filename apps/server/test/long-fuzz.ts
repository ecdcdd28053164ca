/*
 * pnpm --filter @genericdp/server fuzz [CASES] [SEED]: a longer run of the test. Invalid responses are
 * reported with seed and case number, to reproduce them.
 */
import { fuzzServer } from "./fuzz-server.ts";

const [cases = 10_000, seed = Date.now()] = process.argv.slice(2).map(Number);
const log = (line: string): void => console.log(line);
const report = await fuzzServer({ cases, seed, log });
console.log(report);
const good = report.faults.length === 0 && report.same && report.exitCode === 0;
process.exit(good ? 0 : 1);
