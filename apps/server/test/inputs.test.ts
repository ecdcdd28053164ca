import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { randomStream } from "@genericdp/core";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverClient } from "../client/index.ts";
import type { Engine, PictureJob } from "../src/engine/picture-job.ts";
import { TASKS, extraParts } from "../src/engine/task-options.ts";
import type { Task } from "../src/engine/task-options.ts";
import { openInputs } from "../src/storage/inputs.ts";
import type { Inputs } from "../src/storage/inputs.ts";
import { startBucket } from "./own-bucket.ts";
import type { OwnBucket } from "./own-bucket.ts";
import { form, heldEngine, listening } from "./running-app.ts";

const SECRET = "the crown jewels";
const MAX_BYTES = 1000;
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const FILES: Readonly<Record<string, string>> = {
  "a.png": "an image",
  "2024/05/ä ö%2e.png": "another image",
  "2024/mask.png": "a mask",
  "kernel..png": "a kernel",
  "large.png": "x".repeat(MAX_BYTES + 1),
  "empty.png": "",
};
/** Files that must not be readable, by their paths relative to the inputs. */
const SECRETS = ["../secret", "../inputs-too/secret", ".hidden", ".git/config", "2024/.hidden"];
const OUTWARD = ["link", "folder/secret", "pipe", "2024", "2024/"];

let top: string;
let bucket: OwnBucket;
const jobs: PictureJob[] = [];
const engine: Engine = {
  ...heldEngine(),
  run: async (job) => {
    jobs.push(job);
    return { bytes: job.image, format: "png", width: 2, height: 1, channels: 1, noiseLevel: 5 };
  },
};
const apps: FastifyInstance[] = [];
const places: Record<string, { url: string; inputs: Inputs }> = {};
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "genericdp-inputs-"));
  bucket = await startBucket();
  const folder = join(top, "inputs");
  const files = { ...FILES, ...Object.fromEntries(SECRETS.map((path) => [path, SECRET])) };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    bucket.files.set(new URL(`http://x/inputs/${path}`).pathname.slice(1), bytesOf(text));
    bucket.files.set(`inputs/${path}`, bytesOf(text));
  }
  await symlink("../secret", join(folder, "link"));
  await symlink("..", join(folder, "folder"));
  await symlink("a.png", join(folder, "inward.png"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  for (const [name, inputs] of [
    ["a folder", await openInputs(folder)],
    ["a bucket", await openInputs(bucket.address.replace("?", "/inputs?"), bucket.env)],
  ] as const) {
    const { app, url } = await listening({ engine, inputs, maxBytes: MAX_BYTES });
    apps.push(app);
    places[name] = { url, inputs };
  }
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  bucket.close();
  await rm(top, { recursive: true });
});

async function post(url: string, path: string, body: object): Promise<Response> {
  const isForm = body instanceof FormData;
  const headers = isForm ? {} : { "content-type": "application/json" };
  return fetch(`${url}/v1/${path}`, { method: "POST", headers, body: isForm ? body : JSON.stringify(body) });
}
/** The job that a request resulted in. */
async function jobOf(request: Promise<Response>): Promise<PictureJob> {
  jobs.length = 0;
  const { status, statusText } = await request;
  expect([status, statusText, jobs.length]).toEqual([200, "OK", 1]);
  const plain = (file?: Uint8Array) => file && new Uint8Array(file);
  const { image, mask, ...job } = jobs[0]!;
  return { ...job, image: plain(image)!, ...(mask && { mask: plain(mask)! }) };
}
/** Options of each task, and the file it needs besides the image. */
const OPTIONS: Readonly<Record<Task, Readonly<Record<string, string | number>>>> = {
  restore: { format: "webp", strength: 2 },
  denoise: { noiseLevel: 15, format: "webp" },
  deblur: { noiseLevel: "auto", iterations: 2, kernel: "disk:2" },
  upscale: { scale: 2, model: "gray-tiny" },
  inpaint: { iterations: 3 },
  deblock: { jpegQuality: 30 },
  despeckle: { iterations: 2 },
  estimate: { noise: "gaussian" },
  examine: {},
};

describe.each(["a folder", "a bucket"])("%s of inputs", (place) => {
  it.each(TASKS)("%s: a file given by key is the same as the file itself", async (task) => {
    const { url } = places[place]!;
    const fields = Object.fromEntries(Object.entries(OPTIONS[task]).map(([name, of]) => [name, String(of)]));
    const extra = extraParts[task];
    const mask = { [extra?.name ?? ""]: { key: "2024/mask.png" } };
    for (const key of ["a.png", "2024/05/ä ö%2e.png"]) {
      const image = bytesOf(FILES[key]!);
      const parts = { image, ...fields, ...(extra?.needed && { mask: bytesOf("a mask") }) };
      const sent = { image: { key }, ...OPTIONS[task], ...(extra?.needed && mask) };
      expect(await jobOf(post(url, task, sent))).toEqual(await jobOf(post(url, task, form(parts))));
    }
    const [option] = Object.entries(OPTIONS[task]);
    if (option === undefined) return;
    const [name, value] = option;
    const inQuery = `${task}?${name}=${value}`;
    const { [name]: _, ...others } = OPTIONS[task];
    const needed = extra?.needed ? mask : {};
    const whole = await jobOf(post(url, task, { image: { key: "a.png" }, ...OPTIONS[task], ...needed }));
    expect(await jobOf(post(url, inQuery, { image: { key: "a.png" }, ...others, ...needed }))).toEqual(whole);
    const twice = await post(url, inQuery, { image: { key: "a.png" }, ...OPTIONS[task], ...needed });
    expect(twice.status).toBe(400);
    if (extra?.name !== "kernel") return;
    const { kernel: __, ...noKernel } = OPTIONS[task];
    const { kernel } = await jobOf(
      post(url, task, { image: { key: "a.png" }, kernel: { key: "kernel..png" }, ...noKernel }),
    );
    expect(Buffer.from(kernel!).toString()).toBe("a kernel");
  });

  it("returns only its own files, whatever the key", async () => {
    const { url, inputs } = places[place]!;
    bucket.requests.length = 0;
    const secret = join(top, "secret");
    const keys = [
      ...SECRETS,
      ...OUTWARD,
      secret,
      `file://${secret}`,
      "http://127.0.0.1/",
      "s3://photos/secret",
    ];
    const more = [
      "%2e%2e/secret",
      "..\\secret",
      "2024/../../secret",
      "2024/./mask.png",
      "a.png\0",
      "",
      "/",
      "//",
    ];
    for (const key of [...keys, ...more, "x".repeat(1025), "none.png", "a.png/b"]) {
      const response = await post(url, "denoise", { image: { key } });
      const text = await response.text();
      expect([key, response.status === 400 || response.status === 422]).toEqual([key, true]);
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(top);
    }
    // Without the schema too: random combinations of parts that might lead out.
    const pieces = [
      "..",
      ".",
      "/",
      "\\",
      "secret",
      "2024",
      "link",
      "folder",
      "%2e",
      "a.png",
      "\0",
      "~",
      "inputs",
    ];
    const random = randomStream(24);
    for (let i = 0; i < 1000; i++) {
      const key = Array.from({ length: 1 + random.integer(6) }, () => pieces[random.integer(13)]).join("");
      const bytes = await inputs.read(key, MAX_BYTES);
      expect([key, bytes && Object.values(FILES).includes(Buffer.from(bytes).toString())]).toEqual([
        key,
        bytes && true,
      ]);
    }
    for (const request of bucket.requests) expect(request).toMatch(/^GET \/photos\/inputs\/[^.]/);
  });

  it("reports what is wrong with a request", async () => {
    const { url } = places[place]!;
    for (const [body, status, detail] of [
      [{ image: { key: "large.png" } }, 413, "image: expected at most 1000 bytes"],
      [{ image: { key: "empty.png" } }, 400, "image: expected a file, got nothing"],
      [{ image: { key: "none.png" } }, 422, "image: there is no file with the key none.png"],
      [{ image: "a.png" }, 400, "expected image to be an object"],
      [{ image: { url: "a.png" } }, 400, "expected key in image, got none"],
      [{ image: { key: "a.png", more: 1 } }, 400, "there is no option more in image: known are key"],
      [{}, 400, "expected image in the body, got none"],
      [
        { image: { key: "a.png" }, noiselevel: 5 },
        400,
        "there is no option noiselevel: did you mean noiseLevel?",
      ],
      [{ image: { key: "a.png" }, noiseLevel: -5 }, 400, "expected noiseLevel to be above 0 or "],
      [[], 400, "expected body to be an object"],
    ] as const) {
      const response = await post(url, "denoise", body);
      const problem = (await response.json()) as { detail: string };
      expect([body, response.status, problem.detail]).toEqual([
        body,
        status,
        expect.stringContaining(detail) as unknown,
      ]);
    }
    for (const body of [
      "{",
      "null",
      "",
      `{"__proto__": {"x": 1}}`,
      JSON.stringify({ x: "y".repeat(20_000) }),
    ]) {
      const headers = { "content-type": "application/json" };
      const { status } = await fetch(`${url}/v1/denoise`, { method: "POST", headers, body });
      expect([body.slice(0, 9), status]).toEqual([body.slice(0, 9), body.length > 16_384 ? 413 : 400]);
    }
    expect((await post(url, "inpaint", { image: { key: "a.png" } })).status).toBe(400);
  });
});

it("a link inside a folder is followed", async () => {
  const { inputs } = places["a folder"]!;
  expect(Buffer.from((await inputs.read("inward.png", 99))!).toString()).toBe("an image");
});

it("the client can send keys as well as files", async () => {
  const client = serverClient(places["a folder"]!.url);
  const body = { image: { key: "a.png" }, mask: { key: "2024/mask.png" }, iterations: 2 };
  const { image, mask, options } = await jobOf(
    client.POST("/v1/inpaint", { body, parseAs: "blob" }).then(({ response }) => response),
  );
  expect([image, mask, options]).toEqual([bytesOf("an image"), bytesOf("a mask"), { iterations: 2 }]);
});

it("without inputs, keys are rejected", async () => {
  const { app, url } = await listening({ engine });
  expect((await post(url, "denoise", { image: { key: "a.png" } })).status).toBe(415);
  await app.close();
  await expect(openInputs(join(top, "nowhere"))).rejects.toThrow("expected a folder");
  await expect(openInputs("http://localhost/x")).rejects.toThrow("expected a folder or s3://BUCKET");
});
