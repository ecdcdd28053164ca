#!/usr/bin/env node
import { runBatch } from "./run-batch.ts";

process.exit(await runBatch(process.argv.slice(2)));
