/*
 * pnpm --filter @genericdp/server requests [REQUESTS]: the memory, without garbage, of a server that restores
 * small images, eight at a time, after each tenth of them.
 */
import { picture } from "./running-app.ts";
import { observe, startObserved } from "./server-process.ts";

const [requests = 10_000] = process.argv.slice(2).map(Number);
const AT_ONCE = 8;
const server = startObserved("--port", "0", "--log-level", "silent");
const url = await server.url();
const body = await picture(32, 32, { channels: 1, format: "jpeg" });
let sent = 0;
async function send(upTo: number): Promise<void> {
  while (sent++ < upTo) {
    const headers = { "content-type": "image/jpeg" };
    const response = await fetch(`${url}/v1/denoise?noiseLevel=25`, { method: "POST", body, headers });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`expected an image, got ${response.status}`);
  }
  sent--;
}
for (let part = 1; part <= 10; part++) {
  await Promise.all(Array.from({ length: AT_ONCE }, () => send((part * requests) / 10)));
  const { liveMegabytes, residentMegabytes } = await observe(server);
  console.log(sent, "live MB", liveMegabytes.toFixed(1), "of", residentMegabytes.toFixed(0));
}
server.program.kill();
