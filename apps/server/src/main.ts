#!/usr/bin/env node
import { runServer } from "./run-server.ts";

// Everything is closed by now, but a Redis client that lost its connection may have left timers.
process.exit(await runServer(process.argv.slice(2)));
