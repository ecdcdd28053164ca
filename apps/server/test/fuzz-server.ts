import { randomStream } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";
import { imageFiles, mutate } from "@genericdp/fuzz";
import { readImage } from "@genericdp/image/node";
import type { Task } from "../src/engine/task-options.ts";
import { picture } from "./running-app.ts";
import { startServer } from "./server-process.ts";

export interface FuzzServerOptions {
  readonly seed: number;
  readonly cases: number;
  readonly log?: (line: string) => void;
}

/** How a server handled the requests. */
export interface FuzzServerReport {
  /** Number of responses by status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Invalid responses, with their cases. */
  readonly faults: readonly string[];
  /** Whether a valid picture gave the same result before and after. */
  readonly same: boolean;
  /** The exit code after a final SIGTERM. */
  readonly exitCode: number | null;
  /** Peak memory in MB. */
  readonly megabytes: number;
}

/** A fast query for each task. */
const QUERIES: Readonly<Record<Task, string>> = {
  restore: "model=gray-tiny&format=png",
  denoise: "model=gray-tiny&noiseLevel=15&format=png",
  deblur: "model=gray-tiny&noiseLevel=3&iterations=1&kernel=gaussian:1.5,5",
  upscale: "model=gray-tiny&noiseLevel=3&iterations=1&scale=2",
  inpaint: "model=gray-tiny&iterations=1",
  deblock: "model=gray-tiny&iterations=1&jpegQuality=40",
  despeckle: "model=gray-tiny&iterations=1",
  estimate: "noise=gaussian",
  examine: "",
};
const TYPES = ["application/octet-stream", "image/png", "image/jpeg", "image/tiff", "application/x-npy"];
const AT_ONCE = 4;
/** Names and locations in the source code. */
const INTERNALS = /node_modules|\.[tj]s\b|\bat \S+ \(|file:\/\/|\/(?:home|root|app|src)\//;

/**
 * Sends mutated files to a server in a child process: as bodies, in forms, and in forms that are mutated as a
 * whole. Options are mutated occasionally. The same seed gives the same cases.
 */
export async function fuzzServer({
  seed,
  cases,
  log = () => undefined,
}: FuzzServerOptions): Promise<FuzzServerReport> {
  const limits = ["--workers", "1", "--max-megapixels", "1", "--max-megabytes", "1"];
  const server = startServer("--port", "0", ...limits, "--log-level", "silent");
  try {
    const url = await server.url();
    const files = await imageFiles();
    const good = await picture(40, 36);
    const restoreGood = async (): Promise<string> => {
      const headers = { "content-type": "image/png" };
      const response = await fetch(`${url}/v1/denoise?format=npy`, { method: "POST", body: good, headers });
      return Buffer.from(await response.arrayBuffer()).toString("base64");
    };
    const before = await restoreGood();
    const statuses: Record<number, number> = {};
    const faults: string[] = [];
    let megabytes = 0;
    let next = 0;
    const send = async (): Promise<void> => {
      for (let i = next++; i < cases; i = next++) {
        const { path, body, type } = await fuzzedRequest(randomStream(seed, i), files);
        try {
          const headers = { "content-type": type };
          const response = await fetch(url + path, { method: "POST", body, headers });
          statuses[response.status] = (statuses[response.status] ?? 0) + 1;
          const fault = await faultOf(response);
          if (fault !== undefined) faults.push(`seed ${seed}, case ${i}, ${path}: ${fault}`);
        } catch (error) {
          faults.push(`seed ${seed}, case ${i}, ${path}: ${String(error)}`);
        }
        if (i % 50 === 0) megabytes = Math.max(megabytes, await residentMegabytes(url));
        if (i % 1000 === 999) log(`${i + 1} sent, ${megabytes.toFixed(0)} MB, ${faults.length} faults`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
    const same = before === (await restoreGood());
    server.program.kill("SIGTERM");
    return { statuses, faults, same, exitCode: await server.ended, megabytes };
  } finally {
    server.program.kill("SIGKILL");
  }
}

async function fuzzedRequest(
  random: RandomStream,
  files: readonly Uint8Array[],
): Promise<{ readonly path: string; readonly body: Uint8Array<ArrayBuffer>; readonly type: string }> {
  const any = <T>(choices: readonly T[]): T => choices[random.integer(choices.length)]!;
  const file = (): Uint8Array<ArrayBuffer> => {
    const chosen = any(files);
    return new Uint8Array(random.uniform() < 0.8 ? mutate(chosen, random) : chosen);
  };
  const task = any(Object.keys(QUERIES) as Task[]);
  let query = QUERIES[task];
  if (random.uniform() < 0.1) {
    const letters = mutate(new TextEncoder().encode(query), random);
    query = encodeURI(Buffer.from(letters).toString("latin1")).replaceAll("#", "%23");
  }
  const path = `/v1/${task}?${query}`;
  if (task !== "inpaint" && random.uniform() < 0.5) return { path, body: file(), type: any(TYPES) };
  const form = new FormData();
  form.append("image", new Blob([file()]), "image");
  if (task === "inpaint") form.append("mask", new Blob([file()]), "mask");
  if (task === "deblur" && random.uniform() < 0.5) form.append("kernel", new Blob([file()]), "kernel");
  // The encoded form.
  const sent = new Response(form);
  const type = sent.headers.get("content-type")!;
  const body = new Uint8Array(await sent.arrayBuffer());
  return { path, type, body: random.uniform() < 0.5 ? body : new Uint8Array(mutate(body, random)) };
}

/** Describes what is wrong with a response, if anything. */
async function faultOf(response: Response): Promise<string | undefined> {
  const { status, headers } = response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const type = headers.get("content-type") ?? "";
  const text = (): string => new TextDecoder().decode(bytes);
  if (status >= 500) return `${status} ${text()}`;
  if (status >= 400) {
    if (!type.includes("application/problem+json")) return `${status} as ${type}`;
    return INTERNALS.test(text()) ? `it tells internals: ${text()}` : undefined;
  }
  if (type.includes("application/json")) return JSON.parse(text()) instanceof Object ? undefined : text();
  const { data } = await readImage(bytes);
  return data.every(Number.isFinite) ? undefined : "levels that are not finite";
}

async function residentMegabytes(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / 1e6;
}
