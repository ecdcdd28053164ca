/*
 * pnpm fuzz [MINUTES] [SEED]: mutated files, random command lines and random stages until the time is up.
 * Faults are reported with seed and case number, to reproduce them.
 */
import { fuzzCommandLines } from "./fuzz-command-lines.ts";
import { fuzzNativeKernel } from "./fuzz-native-kernel.ts";
import { fuzzReader } from "./fuzz-reader.ts";
import { readers } from "./readers.ts";

const [minutes, seed] = [Number(process.argv[2] ?? 5), Number(process.argv[3] ?? Date.now())];
if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write("fuzz: expected a positive number of minutes and an integer seed\n");
  process.exit(2);
}
const ROUND = 200;
const LIMIT_SECONDS = 10;
const LIMIT_BYTES = 1e9;
const deadline = Date.now() + 60_000 * minutes;
const told: string[] = [];
let cases = 0;

/** Work that hangs would keep this loop waiting forever, so a timer ends the program. */
function guard(what: string): NodeJS.Timeout {
  return setTimeout(
    () => {
      process.stderr.write(`fuzz: seed ${seed}, ${what}: over ${ROUND * LIMIT_SECONDS} s\n`);
      process.exit(1);
    },
    1000 * ROUND * LIMIT_SECONDS,
  );
}

process.stdout.write(`fuzz: seed ${seed}, ${minutes} min\n`);
for (let first = 0; Date.now() < deadline; first += ROUND) {
  for (const reader of readers) {
    const timer = guard(`${reader.name} from case ${first}`);
    const { faults } = await fuzzReader(reader, { seed, first, cases: ROUND });
    clearTimeout(timer);
    told.push(...faults.map((fault) => `${reader.name}, case ${fault.case}: ${String(fault.error)}`));
    cases += ROUND;
  }
  const timer = guard(`command lines from case ${first}`);
  const { faults } = await fuzzCommandLines(seed, ROUND / 4, first);
  clearTimeout(timer);
  told.push(...faults.map((fault) => `command line, ${fault}`));
  cases += ROUND / 4;
  const kernel = await fuzzNativeKernel(seed, ROUND / 4, first);
  told.push(...kernel.faults);
  cases += kernel.computed + kernel.refused;
  const rss = process.resourceUsage().maxRSS * 1024;
  if (rss > LIMIT_BYTES) told.push(`from case ${first}: ${(rss / 1e6).toFixed(0)} MB of memory`);
  for (const line of told.splice(0)) {
    process.stdout.write(`seed ${seed}, ${line}\n`);
    process.exitCode = 1;
  }
  if (rss > LIMIT_BYTES) break;
}
process.stdout.write(`fuzz: ${cases} cases, ${process.exitCode === 1 ? "faults above" : "no fault"}\n`);
