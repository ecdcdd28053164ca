/*
 * pnpm --filter @genericdp/server lag [MEGABYTES]: the longest lag of the event loop of a server that gets
 * large files, one after the other, next to that of one that gets none.
 */
import { form } from "./running-app.ts";
import { startServer } from "./server-process.ts";

const [megabytes = 60] = process.argv.slice(2).map(Number);
const REQUESTS = 10;
const servers = [1, 2].map(() => startServer("--port", "0", "--workers", "1", "--log-level", "silent"));
const [busy, idle] = await Promise.all(servers.map((server) => server.url()));
const file = new Uint8Array(megabytes * 1e6).fill(7);

async function lag(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return 1000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(metrics)?.[1]);
}

for (const [name, body] of [
  ["body", () => file],
  ["form", () => form({ image: file })],
] as const) {
  // Asking begins anew.
  await Promise.all([lag(busy!), lag(idle!)]);
  for (let i = 0; i < REQUESTS; i++) {
    const headers = name === "body" ? { "content-type": "application/octet-stream" } : {};
    const response = await fetch(`${busy!}/v1/denoise`, { method: "POST", body: body(), headers });
    if (response.status !== 415) throw new Error(`expected 415, got ${response.status}`);
    await response.arrayBuffer();
  }
  const [most, beside] = [await lag(busy!), await lag(idle!)];
  console.log(`${megabytes} MB as a ${name}: ${most.toFixed(0)} ms; idle ${beside.toFixed(0)} ms`);
}
for (const { program } of servers) program.kill();
