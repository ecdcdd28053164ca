import { EventEmitter } from "node:events";
import { request } from "node:http";
import { randomStream } from "@genericdp/core";
import { describe, expect, it, vi } from "vitest";
import { Busy } from "../src/engine/picture-job.ts";
import type { PictureJob } from "../src/engine/picture-job.ts";
import { memoryBudget } from "../src/http/memory-budget.ts";
import { heldEngine, listening } from "./running-app.ts";

interface Coming {
  readonly request: { readonly headers: Readonly<Record<string, string>> };
  readonly reply: { readonly raw: EventEmitter };
  /** The request is answered, or its client has disconnected. */
  close(): void;
}
function coming(headers: Readonly<Record<string, string>>): Coming {
  const raw = new EventEmitter();
  return {
    request: { headers },
    reply: { raw },
    close: () => void raw.emit("close"),
  };
}
const sized = (bytes: number): Coming => coming({ "content-length": `${bytes}` });
const jobOf = (image: number, mask = 0): PictureJob => ({
  task: "inpaint",
  image: new Uint8Array(image),
  ...(mask > 0 && { mask: new Uint8Array(mask) }),
  options: {},
  maxPixels: 1,
});

describe("the memory of all requests in progress", () => {
  it("never exceeds the limit, and is released when the requests end", () => {
    const [most, maxBytes] = [10_000, 4000];
    const budget = memoryBudget(most, maxBytes);
    const random = randomStream(12);
    const open = new Map<Coming, number>();
    const total = (): number => [...open.values()].reduce((sum, bytes) => sum + bytes, 0);
    let refused = 0;
    for (let i = 0; i < 2000; i++) {
      const bytes = random.integer(2 * maxBytes);
      const one = sized(bytes);
      const fits = open.size === 0 || total() + bytes <= most;
      if (fits) {
        budget.take(one.request, one.reply);
        open.set(one, bytes);
      } else {
        expect(() => budget.take(one.request, one.reply)).toThrow(Busy);
        refused++;
      }
      const [first] = open.keys();
      if (first !== undefined && random.uniform() < 0.3) {
        budget.settle(first.request, jobOf(100, 50));
        open.set(first, 150);
      }
      for (const [other] of open) {
        if (random.uniform() > 0.2) continue;
        other.close();
        open.delete(other);
      }
      expect(total()).toBeLessThanOrEqual(most);
    }
    expect(refused).toBeGreaterThan(100);
    for (const other of open.keys()) other.close();
    const all = sized(most);
    expect(() => budget.take(all.request, all.reply)).not.toThrow();
  });

  it.each([
    ["no length", {}, 4000],
    ["keys of files in a storage", { "content-length": "40", "content-type": "application/json" }, 4000],
    ["more than is read", { "content-length": "1000000000" }, 8000],
    ["an invalid length", { "content-length": "-5" }, 4000],
  ])("is assumed to be the maximum for a request with %s", (_, headers, expected) => {
    for (const [left, fits] of [
      [expected, true],
      [expected - 1, false],
    ] as const) {
      const budget = memoryBudget(20_000, 4000);
      const others = [6000, 6000, 8000 - left].map(sized);
      for (const { request: other, reply } of others) budget.take(other, reply);
      const one = coming(headers);
      const take = (): void => budget.take(one.request, one.reply);
      if (fits) expect(take).not.toThrow();
      else expect(take).toThrow(Busy);
    }
  });

  it("always has room for one request", () => {
    const one = sized(4000);
    expect(() => memoryBudget(1000, 4000).take(one.request, one.reply)).not.toThrow();
  });
});

it("the service rejects uploads beyond the limit until others have ended", async () => {
  const engine = heldEngine();
  const { app, url } = await listening({ engine, maxHeld: 5000, maxBytes: 4000 });
  const headers = { "content-type": "image/png" };
  // It states a length, but sends nothing.
  const slow = request(`${url}/v1/denoise`, {
    method: "POST",
    headers: { ...headers, "content-length": 3000 },
  });
  slow.on("error", () => undefined);
  slow.flushHeaders();
  const post = () => fetch(`${url}/v1/denoise`, { method: "POST", headers, body: new Uint8Array(2500) });
  const answers: Response[] = [];
  const finishing = setInterval(() => engine.jobs.splice(0).forEach(({ finish }) => finish()), 10);
  await vi.waitFor(async () => {
    answers.push(await post());
    expect(answers.at(-1)!.status).toBe(429);
  });
  expect(answers.at(-1)!.headers.get("retry-after")).toBe("1");
  slow.destroy();
  await vi.waitFor(async () => expect((await post()).status).toBe(200));
  clearInterval(finishing);
  await app.close();
});
