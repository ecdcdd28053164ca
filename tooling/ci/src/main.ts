// Prints the counts of a vitest JSON report in one line of plain text: node main.ts report.json
import { readFileSync } from "node:fs";

import { countTests } from "./count-tests.ts";

const { passed, failed, skipped } = countTests(JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")));
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
