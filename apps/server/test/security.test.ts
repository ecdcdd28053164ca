import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddedEngine } from "../src/engine/embedded-engine.ts";
import { TASKS, extraParts } from "../src/engine/task-options.ts";
import { form, heldEngine, listening, picture } from "./running-app.ts";

const engine = embeddedEngine({ workers: 1 });
const SECRET = "the crown jewels";
let app: FastifyInstance;
let url: string;
let folder: string;
/** No request may ever reach it. */
let inside: Server;
let asked = 0;
let address: string;
let secret: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "genericdp-security-"));
  secret = join(folder, "secret");
  await writeFile(secret, SECRET);
  inside = createServer((_, response) => {
    asked++;
    response.end(SECRET);
  });
  inside.listen(0, "127.0.0.1");
  await once(inside, "listening");
  address = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/picture.png`;
  ({ app, url } = await listening({ engine }));
});
afterAll(async () => {
  await app.close();
  await engine.close();
  inside.close();
  await rm(folder, { recursive: true });
});

/** Files and texts that refer to an address, for any program that follows references. */
function leads(to: string): string[] {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"`;
  return [
    to,
    `@${to}`,
    `<?xml version="1.0"?>${svg} width="9" height="9"><image xlink:href="${to}" width="9" height="9"/></svg>`,
    `<!DOCTYPE svg [<!ENTITY x SYSTEM "${to}">]>${svg} width="9" height="9"><text>&x;</text></svg>`,
    `<?xml version="1.0"?><image><read filename="${to}"/><write filename="out.png"/></image>`,
    `push graphic-context\nviewbox 0 0 9 9\nimage over 0,0 9,9 'url(${to})'\npop graphic-context`,
    `#EXTM3U\n#EXTINF:1,\n${to}\n`,
    `<VRTDataset rasterXSize="9" rasterYSize="9"><SourceFilename>${to}</SourceFilename></VRTDataset>`,
  ];
}

describe("nothing that a client sends makes the service access other resources", () => {
  const places = (): string[] => [address, secret, pathToFileURL(secret).href];

  it.each(TASKS)("%s: neither a file, nor a part of a form, nor an option", async (task) => {
    const image = await picture(20, 16);
    const requests: (readonly [string, RequestInit])[] = [];
    for (const place of places()) {
      for (const lead of leads(place)) {
        const body = new TextEncoder().encode(lead);
        requests.push([task, { body, headers: { "content-type": "application/octet-stream" } }]);
        const extra = extraParts[task]?.name;
        const others = { image, ...(extra && { [extra]: image }) };
        for (const name of ["image", ...(extra ? [extra] : [])]) {
          requests.push([task, { body: form({ ...others, [name]: body }) }]);
          requests.push([task, { body: form({ ...others, [name]: lead }) }]);
        }
      }
      const body = new TextEncoder().encode(place);
      requests.push([task, { body, headers: { "content-type": "text/uri-list" } }]);
      for (const name of ["url", "image", "model", "kernel", "format"]) {
        const query = new URLSearchParams({ [name]: place });
        requests.push([`${task}?${query}`, { body: image, headers: { "content-type": "image/png" } }]);
        requests.push([task, { body: form({ image, [name]: place }) }]);
      }
    }
    const send = async ([path, init]: (typeof requests)[number]): Promise<void> => {
      const response = await fetch(`${url}/v1/${path}`, { method: "POST", ...init });
      const text = await response.text();
      expect([path, response.status < 400 || response.status >= 500]).toEqual([path, false]);
      expect(text).not.toContain(SECRET);
    };
    // As many as may wait at the same time.
    while (requests.length > 0) await Promise.all(requests.splice(-10).map(send));
    expect(asked).toBe(0);
  });

  it("nor a name of a file, nor a header", async () => {
    const image = await picture(20, 16);
    const named = new FormData();
    named.append("image", new Blob([image]), `../../../..${secret}`);
    named.append("noise", "gaussian");
    const plain = await fetch(`${url}/v1/estimate?noise=gaussian`, {
      method: "POST",
      body: image,
      headers: {
        "content-type": "image/png",
        "x-forwarded-host": new URL(address).host,
        referer: address,
        "x-original-url": address,
      },
    });
    const sent = await fetch(`${url}/v1/estimate`, { method: "POST", body: named });
    expect([plain.status, sent.status]).toEqual([200, 200]);
    expect(await sent.json()).toEqual(await plain.json());
    expect(asked).toBe(0);
  });
});

it("does not tell clients where in the program an error occurred", async () => {
  const held = heldEngine();
  const other = await listening({ engine: held });
  for (const error of [
    new Error("secret of /home"),
    new TypeError("Cannot read properties of undefined (reading 'x')"),
    Object.assign(new Error("EACCES: /etc/shadow"), { statusCode: 500 }),
    Object.assign(new Error("upstream"), { statusCode: 599 }),
  ]) {
    const answer = fetch(`${other.url}/v1/denoise`, {
      method: "POST",
      body: new Uint8Array(3),
      headers: { "content-type": "image/png" },
    });
    while (held.load() === 0) await new Promise(setImmediate);
    held.jobs.at(-1)!.fail(error);
    const response = await answer;
    const text = await response.text();
    expect(response.status).toBeGreaterThanOrEqual(500);
    for (const part of [error.message, "Error:", "at ", ".ts", "node_modules"]) {
      expect(text).not.toContain(part);
    }
  }
  await other.app.close();
});
