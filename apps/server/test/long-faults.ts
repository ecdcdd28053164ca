/* pnpm --filter @genericdp/server faults [JOBS] [KILLS] [RESTARTS]: a longer run of the test. */
import { runWithFaults } from "./queue-faults.ts";

const [jobs = 300, kills = 30, restarts = 3] = process.argv.slice(2).map(Number);
const log = (line: string): void => console.log(line);
console.log(await runWithFaults({ jobs, kills, restarts, side: 256, log }));
