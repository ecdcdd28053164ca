import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { expect } from "vitest";
import type { PictureJob, PictureResult, RunOptions } from "../src/engine/picture-job.ts";
import { queueEngine } from "../src/queue/queue-engine.ts";
import type { PictureState, QueueEngine } from "../src/queue/queue-engine.ts";
import { queueWorker } from "../src/queue/queue-worker.ts";
import { openStorage } from "../src/storage/storage.ts";
import type { FileStorage } from "../src/storage/storage.ts";
import { listening } from "./running-app.ts";
import { startRedis } from "./redis.ts";
import type { OwnRedis } from "./redis.ts";

/** A job as the service describes it. */
export type ToldJob = PictureState & { readonly links: Readonly<Record<string, string>> };

/** A service with a queue, and workers that run a function of the test. */
export interface QueuedService {
  readonly url: string;
  readonly redis: OwnRedis;
  readonly engine: QueueEngine;
  readonly storage: FileStorage;
  /** Starts a worker. */
  work(run: (job: PictureJob, options: RunOptions) => Promise<PictureResult>, files?: FileStorage): void;
  /** Error messages of the workers. */
  readonly complaints: string[];
  /** Stops all workers. */
  stopWork(): Promise<void>;
  post(path: string, body: BodyInit): Promise<Response>;
  /** Queues an image. */
  enqueue(path: string, body: BodyInit): Promise<ToldJob>;
  /** The states of a job, as the service reports them. */
  events(job: ToldJob): AsyncGenerator<PictureState, void, void>;
  last(job: ToldJob): Promise<PictureState>;
  close(): Promise<void>;
}

export interface QueuedServiceOptions {
  /** Attempts per image. Default: 2. */
  readonly attempts?: number;
  /** Folder for the files. Default: a new one. */
  readonly folder?: string;
}

export async function queuedService({
  attempts = 2,
  folder,
}: QueuedServiceOptions = {}): Promise<QueuedService> {
  const redis = await startRedis();
  const storage = openStorage(folder ?? join(redis.folder, "files"));
  const engine = queueEngine({ redis: redis.url, storage, attempts });
  const { app, url }: { app: FastifyInstance; url: string } = await listening({ engine });
  const complaints: string[] = [];
  const workers: { close(): Promise<void> }[] = [];
  const post = (path: string, body: BodyInit): Promise<Response> => {
    const headers = body instanceof Uint8Array ? { "content-type": "image/png" } : {};
    return fetch(`${url}/v1/${path}`, { method: "POST", body, headers });
  };
  async function* events({ links }: ToldJob): AsyncGenerator<PictureState, void, void> {
    const response = await fetch(url + links["events"]!);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    let text = "";
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        yield JSON.parse(text.slice(text.indexOf("data: ") + 6, end)) as PictureState;
        text = text.slice(end + 2);
      }
    }
  }
  return {
    url,
    redis,
    engine,
    storage,
    post,
    events,
    complaints,
    work: (run, files = storage) => {
      const options = { redis: redis.url, storage: files, engine: { run }, concurrency: 1 };
      const onError = ({ message }: Error): number => complaints.push(message);
      workers.push(queueWorker({ ...options, lockDuration: 2000, onError }));
    },
    stopWork: async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.close()));
    },
    enqueue: async (path, body) => (await post(`jobs/${path}`, body)).json() as Promise<ToldJob>,
    last: async (job) => {
      let state: PictureState | undefined;
      for await (const one of events(job)) state = one;
      return state!;
    },
    close: async () => {
      await app.close();
      await engine.close();
      await redis.stop();
    },
  };
}

/** A trivial worker: returns the image itself. */
export async function echo({ image, format = "png" }: PictureJob): Promise<PictureResult> {
  return { bytes: image, format, width: 2, height: 1, channels: 1, noiseLevel: 5 };
}

let distinct = 0;
/** A file that differs from all others. */
export function newFile(): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`picture ${distinct++} ${Date.now()}`);
}
