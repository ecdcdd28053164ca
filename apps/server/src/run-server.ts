import { readFile } from "node:fs/promises";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { newApiKey, readApiKeys } from "./http/api-keys.ts";

interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly workers?: number;
  readonly maxQueue?: number;
  readonly maxMegabytes: number;
  readonly maxMegapixels: number;
  readonly timeout: number;
  readonly apiKeys?: string;
  readonly logLevel: string;
}

/** `genericdp-server`: serves until it is told to end, then finishes what it has begun. */
export async function runServer(args: readonly string[]): Promise<number> {
  const program = new Command("genericdp-server")
    .description("Restores images over HTTP.")
    .exitOverride()
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--port <N>", "port to listen on; 0 takes a free one", whole(0), 8080)
    .option(
      "--workers <N>",
      "threads, each with one picture at a time; one a processor unless given",
      whole(1),
    )
    .option("--max-queue <N>", "pictures that may wait; 16 for each thread unless given", whole(0))
    .option("--max-megabytes <N>", "of a request", whole(1), 64)
    .option("--max-megapixels <N>", "of a picture", whole(1), 50)
    .option("--timeout <S>", "seconds until a request is given up", whole(1), 120)
    .option("--api-keys <file>", "serve only those with a key whose hash is in the file, see new-key")
    .option("--log-level <level>", "trace, debug, info, warn, error or silent", "info")
    .action(async (flags: ServeFlags) => serve(flags));
  program
    .command("new-key <name>")
    .description("make a key, and the line for the file of --api-keys")
    .action((name: string) => {
      const { key, line } = newApiKey(name);
      process.stdout.write(`key, told only now: ${key}\nline of the file:   ${line}\n`);
    });
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(`genericdp-server: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function serve(flags: ServeFlags): Promise<void> {
  const { host, port, workers, maxQueue, timeout, logLevel } = flags;
  const keys = flags.apiKeys === undefined ? undefined : readApiKeys(await readFile(flags.apiKeys, "utf8"));
  // Not before it is known that there is something to do.
  const [{ createApp }, { embeddedEngine }] = await Promise.all([
    import("./app.ts"),
    import("./engine/embedded-engine.ts"),
  ]);
  const engine = embeddedEngine({
    ...(workers !== undefined && { workers }),
    ...(maxQueue !== undefined && { maxQueue }),
  });
  const app = await createApp({
    engine,
    maxBytes: flags.maxMegabytes * 1e6,
    maxPixels: flags.maxMegapixels * 1e6,
    timeout,
    logger: logLevel === "silent" ? false : { level: logLevel },
    ...(keys && { apiKeys: keys }),
  });
  await engine.ready();
  const address = await app.listen({ host, port });
  process.stdout.write(`genericdp-server listens on ${address}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  await app.close();
  await engine.close();
}

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && text.trim() !== "") return value;
    throw new InvalidArgumentError(`expected a whole number from ${least}`);
  };
}
