import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why tests of the queue cannot run here; undefined if they can. */
export const NO_REDIS: string | undefined =
  spawnSync("redis-server", ["--version"]).status === 0 ? undefined : "there is no redis-server here";

/** A Redis server for a test, which persists its data to a file. */
export interface OwnRedis {
  readonly url: string;
  /** A temporary folder that is deleted with it. */
  readonly folder: string;
  kill(): Promise<void>;
  /** Kills it and starts it again with its persisted data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @param durable whether its data survive a kill, which is slower. */
export async function startRedis({ durable = true }: { readonly durable?: boolean } = {}): Promise<OwnRedis> {
  const folder = await mkdtemp(join(tmpdir(), "genericdp-redis-"));
  const port = await freePort();
  const start = async (): Promise<ChildProcess> => {
    const settings = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
    const keeping = durable ? ["--appendonly", "yes", "--appendfsync", "always"] : [];
    const redis = spawn("redis-server", [...settings, ...keeping]);
    let said = "";
    redis.stdout.on("data", (text) => (said += String(text)));
    while (!said.includes("Ready to accept connections")) await once(redis.stdout, "data");
    redis.stdout.resume();
    return redis;
  };
  let running = await start();
  const kill = async (): Promise<void> => {
    if (!running.kill("SIGKILL")) return;
    await once(running, "exit");
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    folder,
    kill,
    restart: async () => {
      await kill();
      running = await start();
    },
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
