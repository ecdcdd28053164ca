#!/usr/bin/env node
import { runWorker } from "./run-worker.ts";

// Everything is closed by now, but a Redis client that lost its connection may have left timers.
process.exit(await runWorker(process.argv.slice(2)));
