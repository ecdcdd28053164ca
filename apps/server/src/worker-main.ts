#!/usr/bin/env node
import { runWorker } from "./run-worker.ts";

// Everything is closed by now; a client of a Redis that went away may have left timers behind.
process.exit(await runWorker(process.argv.slice(2)));
