#!/usr/bin/env node
import { Interruption } from "./errors.ts";
import { run } from "./run.ts";
import { startFolder } from "./start-folder.ts";

const { stdin, stdout, stderr, env } = process;
const controller = new AbortController();
for (const [name, code] of [
  ["SIGHUP", 129],
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.on(name, () => {
    // A second interruption ends the program immediately.
    if (controller.signal.aborted) process.exit(code);
    controller.abort(new Interruption(code));
  });
}
// Failed writes are reported to the writer; without a listener, they would also end the process.
for (const stream of [stdout, stderr]) stream.on("error", () => undefined);

const folder = startFolder(env, process.cwd());
process.exitCode = await run(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  folder,
  signal: controller.signal,
});
