import { readFile } from "node:fs/promises";
import { Command } from "commander";
import type { Engine } from "./engine/picture-job.ts";
import { newApiKey, readApiKeys } from "./http/api-keys.ts";
import { runProgram, untilStopped, integer } from "./program.ts";

interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly workers?: number;
  readonly maxQueue?: number;
  readonly maxMegabytes: number;
  readonly maxMegapixels: number;
  readonly maxHeldMegabytes: number;
  readonly timeout: number;
  readonly apiKeys?: string;
  readonly logLevel: string;
  readonly queue?: string;
  readonly storage?: string;
  readonly inputs?: string;
}

/** `genericdp-server`: serves until it is asked to stop, then finishes the requests in progress. */
export async function runServer(args: readonly string[]): Promise<number> {
  const program = new Command("genericdp-server")
    .description("Restores images over HTTP.")
    .exitOverride()
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--port <N>", "port to listen on; 0 picks a free one", integer(0), 8080)
    .option(
      "--workers <N>",
      "number of threads, each with one image at a time (default: one per processor)",
      integer(1),
    )
    .option("--max-queue <N>", "number of images that may wait (default: 16 per thread)", integer(0))
    .option("--max-megabytes <N>", "largest request", integer(1), 64)
    .option("--max-held-megabytes <N>", "files of all requests under way", integer(1), 1024)
    .option("--max-megapixels <N>", "largest image or result", integer(1), 50)
    .option("--timeout <S>", "seconds until a request times out", integer(1), 120)
    .option("--api-keys <file>", "accept only requests with a key listed in the file, see new-key")
    .option("--inputs <place>", "folder or s3://BUCKET/PREFIX with files that clients may name by their keys")
    .option("--queue <url>", "leave the work to genericdp-worker: URL of a Redis or Valkey server")
    .option("--storage <place>", "with --queue: folder or s3://BUCKET shared with the workers")
    .option("--log-level <level>", "trace, debug, info, warn, error or silent", "info")
    .action(async (flags: ServeFlags) => serve(flags));
  program
    .command("new-key <name>")
    .description("create a key, and the line for the file of --api-keys")
    .action((name: string) => {
      const { key, line } = newApiKey(name);
      process.stdout.write(`key (shown only once): ${key}\nline for the file:     ${line}\n`);
    });
  return runProgram(program, args);
}

async function serve(flags: ServeFlags): Promise<void> {
  const { host, port, timeout, logLevel } = flags;
  const keys = flags.apiKeys === undefined ? undefined : readApiKeys(await readFile(flags.apiKeys, "utf8"));
  if ((flags.queue === undefined) !== (flags.storage === undefined)) {
    throw new Error("expected --queue and --storage together");
  }
  // Imported only after the options are valid.
  const { createApp } = await import("./app.ts");
  const { openInputs } = await import("./storage/inputs.ts");
  const inputs = flags.inputs === undefined ? undefined : await openInputs(flags.inputs);
  const engine = await openEngine(flags);
  const app = await createApp({
    engine,
    maxBytes: flags.maxMegabytes * 1e6,
    maxPixels: flags.maxMegapixels * 1e6,
    maxHeld: flags.maxHeldMegabytes * 1e6,
    timeout,
    logger: logLevel === "silent" ? false : { level: logLevel },
    ...(keys && { apiKeys: keys }),
    ...(inputs && { inputs }),
  });
  await engine.ready();
  const address = await app.listen({ host, port });
  process.stdout.write(`genericdp-server listens on ${address}\n`);
  await untilStopped();
  await app.close();
  await engine.close();
}

async function openEngine(flags: ServeFlags): Promise<Engine> {
  const { workers, maxQueue, queue, storage } = flags;
  const limits = { ...(workers !== undefined && { workers }), ...(maxQueue !== undefined && { maxQueue }) };
  if (queue === undefined || storage === undefined) {
    const { embeddedEngine } = await import("./engine/embedded-engine.ts");
    return embeddedEngine(limits);
  }
  const { queueEngine } = await import("./queue/queue-engine.ts");
  const { openStorage } = await import("./storage/storage.ts");
  return queueEngine({ redis: queue, storage: openStorage(storage), ...limits });
}
