import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Row } from "./report.ts";
import { metric, pictureOf, serverProgram, startServer } from "./server-process.ts";

/** How much time of Redis's single thread a job and a progress message take. */
export async function queueCost(folder: string, jobs: number): Promise<Row> {
  const port = 20_000 + (process.pid % 10_000);
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  const redis = spawn("redis-server", [...settings, "--appendonly", "yes"], { stdio: "ignore" });
  const places = ["--queue", `redis://127.0.0.1:${port}`, "--storage", join(folder, "files")];
  const server = await startServer(...places);
  const worker = spawn(process.execPath, [serverProgram("worker-main.js"), ...places], { stdio: "ignore" });
  const small = await pictureOf(16, 16);
  const info = async (): Promise<Readonly<Record<string, number>>> => {
    const asked = spawn("redis-cli", ["-p", String(port), "info", "all"]);
    const text = Buffer.concat(await asked.stdout.toArray()).toString();
    const used = (name: string): number => Number(new RegExp(`^${name}:(\\S+)`, "m").exec(text)?.[1] ?? 0);
    const [, calls = 0, microseconds = 0] = /^cmdstat_evalsha:calls=(\d+),usec=(\d+)/m.exec(text) ?? [];
    return {
      seconds: used("used_cpu_sys_main_thread") + used("used_cpu_user_main_thread"),
      script: Number(microseconds) / 1e6 / Math.max(1, Number(calls)),
      bytes: used("used_memory"),
    };
  };
  const send = async (level: number): Promise<void> => {
    const url = `${server.url}/v1/jobs/denoise?noiseLevel=${level}&model=gray-tiny`;
    const response = await fetch(url, {
      method: "POST",
      body: new Uint8Array(small),
      headers: { "content-type": "image/jpeg" },
    });
    if (!response.ok) throw new Error(`bench: expected a job, got ${response.status}`);
    await response.arrayBuffer();
  };
  try {
    const allDone = async (): Promise<void> => {
      do await pause(1500);
      while ((await metric(server, "genericdp_pictures")) > 0);
    };
    await send(9);
    await allDone();
    const before = await info();
    let next = 0;
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        // A distinct noise level makes each one a new job.
        for (let i = next++; i < jobs; i = next++) await send(10 + i / 1000);
      }),
    );
    await allDone();
    const after = await info();
    const perJob = (1000 * (after["seconds"]! - before["seconds"]!)) / jobs;
    return {
      name: "queue",
      milliseconds: perJob,
      times: [perJob],
      jobs,
      "Redis, ms per job": perJob,
      "Redis, ms per word": 1000 * after["script"]!,
      "Redis, kB per job": (after["bytes"]! - before["bytes"]!) / 1000 / jobs,
    };
  } finally {
    for (const program of [worker, server.program]) {
      program.kill();
      await once(program, "exit");
    }
    redis.kill();
  }
}
