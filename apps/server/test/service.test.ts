import { request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { AppOptions } from "../src/app.ts";
import { TASKS } from "../src/engine/task-options.ts";
import { newApiKey, readApiKeys } from "../src/http/api-keys.ts";
import { form, heldEngine, listening } from "./running-app.ts";
import type { HeldEngine } from "./running-app.ts";

const apps: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

async function start(options: Partial<AppOptions> & { engine?: HeldEngine } = {}) {
  const engine = options.engine ?? heldEngine();
  const { app, url } = await listening({ ...options, engine });
  apps.push(app);
  const post = (init: RequestInit = {}, path = "denoise"): Promise<Response> =>
    fetch(`${url}/v1/${path}`, {
      method: "POST",
      body: new Uint8Array([1, 2, 3]),
      ...init,
      headers: { "content-type": "image/png", ...init.headers },
    });
  return { app, url, engine, post };
}

describe("too many requests", () => {
  it("are answered with 429 and the time to retry, until there is room", async () => {
    const { engine, post, url } = await start({ engine: heldEngine(2) });
    const running = [post(), post()];
    await vi.waitFor(() => expect(engine.jobs).toHaveLength(2));
    const refused = await post();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(await refused.json()).toMatchObject({ title: "Too Many Requests" });
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    engine.jobs[0]!.finish();
    expect(await (await running[0]!).text()).toBe("result");
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const third = post();
    await vi.waitFor(() => expect(engine.jobs).toHaveLength(3));
    for (const { finish } of engine.jobs) finish();
    expect([(await running[1]!).status, (await third).status]).toEqual([200, 200]);
  });

  it("are rejected before the body is read", async () => {
    const { engine, url, post } = await start({ engine: heldEngine(1) });
    const running = post();
    await vi.waitFor(() => expect(engine.jobs).toHaveLength(1));
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const upload = request(`${url}/v1/denoise`, {
        method: "POST",
        headers: { "content-type": "image/png", "content-length": 1e6 },
      });
      upload.once("error", reject);
      upload.once("response", (response) => {
        resolve(response.statusCode);
        upload.destroy();
      });
      // Only a part of the body is sent.
      upload.write("abc");
    });
    expect(status).toBe(429);
    engine.jobs[0]!.finish();
    await running;
  });

  it("are answered with 413 if the body or the form is too large", async () => {
    const { post, engine, url } = await start({ maxBytes: 1000 });
    expect((await post({ body: new Uint8Array(1001) })).status).toBe(413);
    const body = form({ image: new Uint8Array(1001) });
    expect((await fetch(`${url}/v1/denoise`, { method: "POST", body })).status).toBe(413);
    expect(engine.jobs).toHaveLength(0);
  });
});

describe("a request", () => {
  it("is cancelled with its work when it takes too long", async () => {
    const { post, engine } = await start({ timeout: 1 });
    const response = await post();
    expect([response.status, engine.jobs[0]!.options.signal!.aborted]).toEqual([504, true]);
    expect(engine.load()).toBe(0);
  });

  it("is cancelled when its client disconnects", async () => {
    const { post, engine } = await start();
    const controller = new AbortController();
    const gone = post({ signal: controller.signal });
    await vi.waitFor(() => expect(engine.jobs).toHaveLength(1));
    expect(engine.jobs[0]!.options.signal!.aborted).toBe(false);
    controller.abort();
    await expect(gone).rejects.toThrow("aborted");
    await vi.waitFor(() => expect(engine.jobs[0]!.options.signal!.aborted).toBe(true));
  });

  it("leaves nothing behind after it is answered", async () => {
    const { post, engine } = await start();
    const answered = post();
    await vi.waitFor(() => expect(engine.jobs).toHaveLength(1));
    const signal = new WeakRef(engine.jobs[0]!.options.signal!);
    engine.jobs.pop()!.finish();
    await (await answered).text();
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    // A timer would hold it until the timeout.
    await vi.waitFor(() => {
      collectGarbage();
      expect(signal.deref()).toBe(undefined);
    });
  });

  it("has an id: its own if valid, otherwise a new one", async () => {
    const { url } = await start();
    const idOf = async (given?: string): Promise<string | null> => {
      const headers = given === undefined ? {} : { "x-request-id": given };
      return (await fetch(`${url}/healthz`, { headers })).headers.get("x-request-id");
    };
    expect(await idOf("photo-7.a")).toBe("photo-7.a");
    for (const bad of [undefined, "a b", "<script>", "x".repeat(65)]) {
      expect(await idOf(bad)).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("is answered with 404 for an unknown path or method", async () => {
    const { url } = await start();
    for (const [method, path] of [
      ["GET", "/v1/denoise"],
      ["POST", "/v1/..%2f..%2fetc/passwd"],
      ["GET", "/"],
    ] as const) {
      expect((await fetch(url + path, { method })).status).toBe(404);
    }
  });
});

describe("API keys", () => {
  it("are compared by their hashes, and requests without a valid one are rejected", async () => {
    const mine = newApiKey("me");
    const apiKeys = readApiKeys(`# keys\n\n${newApiKey("other").line}\n${mine.line}\n`);
    const { post, engine, url } = await start({ apiKeys });
    for (const headers of [
      {},
      { authorization: "Bearer nonsense" },
      { authorization: mine.key },
      { authorization: `Bearer ${mine.line}` },
      { "x-api-key": "" },
    ]) {
      const response = await post({ headers });
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    }
    expect(engine.jobs).toHaveLength(0);
    const served = [
      post({ headers: { authorization: `Bearer ${mine.key}` } }),
      post({ headers: { "x-api-key": mine.key } }),
    ];
    await vi.waitFor(() => expect(engine.jobs).toHaveLength(2));
    for (const { finish } of engine.jobs) finish();
    expect((await Promise.all(served)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("are rejected at the start if they are not hashes", () => {
    expect(() => readApiKeys("sha256:abc me")).toThrow("line 1");
    expect(() => readApiKeys(`# fine\nhunter2 me`)).toThrow("line 2");
    expect(readApiKeys("")("")).toBe(undefined);
  });
});

it("finishes the work in progress before it ends, and accepts nothing new", async () => {
  const { app, post, engine } = await start();
  const running = post();
  await vi.waitFor(() => expect(engine.jobs).toHaveLength(1));
  let closed = false;
  const closing = app.close().then(() => (closed = true));
  await pause(50);
  const after = await post().then(
    ({ status }) => status,
    () => "nobody listens",
  );
  expect([503, "nobody listens"]).toContain(after);
  expect([engine.jobs.length, closed]).toEqual([1, false]);
  engine.jobs[0]!.finish();
  expect(await (await running).text()).toBe("result");
  await closing;
});

it("counts its requests", async () => {
  const { post, engine, url } = await start();
  const served = post();
  await vi.waitFor(() => expect(engine.jobs).toHaveLength(1));
  const during = await (await fetch(`${url}/metrics`)).text();
  expect(during).toContain("\ngenericdp_pictures 1\n");
  engine.jobs[0]!.finish({ width: 30, height: 20 });
  await served;
  const after = await (await fetch(`${url}/metrics`)).text();
  expect(after).toContain('genericdp_pixels_total{task="denoise"} 600');
  expect(after).toContain(
    'genericdp_request_seconds_count{method="POST",route="/v1/denoise",status="200"} 1',
  );
  expect(after).toContain("process_resident_memory_bytes");
});

it("has a valid OpenAPI document with every task, its options and its responses", async () => {
  const { url } = await start();
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, { post: { parameters: { name: string }[]; requestBody: { content: object } } }>;
  };
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
  expect(Object.keys(document.paths)).toEqual(TASKS.map((task) => `/v1/${task}`));
  const { parameters, requestBody } = document.paths["/v1/upscale"]!.post;
  expect(parameters.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["scale", "noiseLevel", "format"]),
  );
  expect(Object.keys(requestBody.content)).toContain("multipart/form-data");
  expect(Object.keys(document.paths["/v1/inpaint"]!.post.requestBody.content)).toEqual([
    "multipart/form-data",
  ]);
});
