#!/usr/bin/env node
import { runServer } from "./run-server.ts";

// Everything is closed by now; a client of a Redis that went away may have left timers behind.
process.exit(await runServer(process.argv.slice(2)));
