import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, expectTypeOf, it } from "vitest";
import { generateClient } from "../client/generate.ts";
import { serverClient } from "../client/index.ts";
import { embeddedEngine } from "../src/engine/embedded-engine.ts";
import { newApiKey, readApiKeys } from "../src/http/api-keys.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import { queueWorker } from "../src/queue/queue-worker.ts";
import { openStorage } from "../src/storage/storage.ts";
import { NO_REDIS, startRedis } from "./redis.ts";
import { form, listening, picture } from "./running-app.ts";

const engine = embeddedEngine({ workers: 1 });
const key = newApiKey("me");
let app: FastifyInstance;
let url: string;
let image: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  image = await picture(24, 20, { channels: 1 });
  ({ app, url } = await listening({ engine, apiKeys: readApiKeys(key.line) }));
});
afterAll(async () => {
  await app.close();
  await engine.close();
});

it("has the types of the service's OpenAPI document", async () => {
  const committed = await readFile(new URL("../client/generated/paths.ts", import.meta.url), "utf8");
  expect(committed).toBe(await generateClient());
});

it("returns what the service sends, for every task", async () => {
  const client = serverClient(url, key.key);
  const fast = { model: "gray-tiny", noiseLevel: 9, format: "npy" } as const;
  const photo = new Blob([image]);
  const raw = async (path: string, parts: Record<string, Uint8Array | string>): Promise<Uint8Array> => {
    const headers = { authorization: `Bearer ${key.key}` };
    const body = form(parts);
    return new Uint8Array(
      await (await fetch(`${url}/v1/${path}`, { method: "POST", body, headers })).arrayBuffer(),
    );
  };
  const options = { model: "gray-tiny", noiseLevel: "9", format: "npy" };
  const blob = { parseAs: "blob" } as const;
  const iterations = 1;
  const answers = [
    await client.POST("/v1/denoise", { body: { image: photo, ...fast }, ...blob }),
    await client.POST("/v1/deblur", {
      body: { image: photo, ...fast, kernel: "disk:1", iterations },
      ...blob,
    }),
    await client.POST("/v1/upscale", { body: { image: photo, ...fast, scale: 2, iterations }, ...blob }),
    await client.POST("/v1/inpaint", { body: { image: photo, mask: photo, ...fast, iterations }, ...blob }),
    await client.POST("/v1/deblock", {
      body: { image: photo, ...fast, jpegQuality: 30, iterations },
      ...blob,
    }),
  ];
  const same = [
    await raw("denoise", { image, ...options }),
    await raw("deblur", { image, ...options, kernel: "disk:1", iterations: "1" }),
    await raw("upscale", { image, ...options, scale: "2", iterations: "1" }),
    await raw("inpaint", { image, mask: image, ...options, iterations: "1" }),
    await raw("deblock", { image, ...options, jpegQuality: "30", iterations: "1" }),
  ];
  for (const [i, { data, response }] of answers.entries()) {
    expect(response.status).toBe(200);
    expect(new Uint8Array(await (data as Blob).arrayBuffer())).toEqual(same[i]);
  }
  const { data } = await client.POST("/v1/estimate", {
    params: { query: { noise: "gaussian" } },
    body: photo,
  });
  expectTypeOf(data!.noiseLevel).toBeNumber();
  expect(data).toMatchObject({
    width: 24,
    height: 20,
    noiseLevel: expect.any(Number) as number,
  });
});

it("gets what is wrong with an image, with types", async () => {
  const { data } = await serverClient(url, key.key).POST("/v1/examine", { body: new Blob([image]) });
  expectTypeOf(data!.remedy).toEqualTypeOf<"denoise" | "deblur" | "deblock" | "despeckle" | undefined>();
  expect(data).toMatchObject({ remedy: "denoise", found: expect.stringContaining("noise") as string });
});

it("returns errors as problems", async () => {
  const body = new Blob(["a poem"]);
  const { error, data } = await serverClient(url, key.key).POST("/v1/denoise", { body, parseAs: "blob" });
  expect([data, error?.status]).toEqual([undefined, 415]);
  const unknown = await serverClient(url).POST("/v1/denoise", { body, parseAs: "blob" });
  expect(unknown.error).toMatchObject({ status: 401, detail: expect.any(String) as string });
});

it("works with jobs of a queue", async (test) => {
  test.skip(NO_REDIS !== undefined, NO_REDIS);
  const redis = await startRedis();
  const storage = openStorage(join(redis.folder, "files"));
  const queue = queueEngine({ redis: redis.url, storage });
  const server = await listening({ engine: queue });
  const worker = queueWorker({ redis: redis.url, storage, engine, concurrency: 1 });
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as Record<string, unknown>;
  expect(await new Validator().validate(document)).toEqual({ valid: true });
  const client = serverClient(server.url);
  const body = { image: new Blob([image]), model: "gray-tiny", noiseLevel: 9 } as const;
  const { data: job } = await client.POST("/v1/jobs/denoise", { body });
  const path = { id: job!.id };
  const { data: events } = await client.GET("/v1/jobs/{id}/events", { params: { path }, parseAs: "text" });
  expect(events).toContain("event: completed");
  const { data: done } = await client.GET("/v1/jobs/{id}", { params: { path } });
  expect(done).toMatchObject({ state: "completed", progress: 1, result: { width: 24 } });
  const { data: result } = await client.GET("/v1/jobs/{id}/result", { params: { path }, parseAs: "blob" });
  const { bytes } = await engine.run({
    task: "denoise",
    image,
    options: { model: "gray-tiny", noiseLevel: 9 },
    maxPixels: 5e7,
  });
  expect(new Uint8Array(await (result as Blob).arrayBuffer())).toEqual(new Uint8Array(bytes!));
  await worker.close();
  await server.app.close();
  await queue.close();
  await redis.stop();
});
