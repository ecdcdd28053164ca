import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import { Refusal } from "../engine/picture-job.ts";
import { MEDIA_TYPES, TASKS, makesImage } from "../engine/task-options.ts";
import type { PictureState, QueueEngine } from "../queue/queue-engine.ts";
import { failureOf } from "../queue/queued-picture.ts";
import { readPicture, schemaOf } from "./read-picture.ts";
import type { Limits } from "./read-picture.ts";

const ID = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", pattern: "^[0-9a-f]{64}$" } },
};

/** Routes for jobs: clients submit pictures, ask for or watch their state, and fetch results later. */
export function addJobs(app: FastifyInstance, engine: QueueEngine, limits: Limits): void {
  for (const task of TASKS) {
    app.post(`/v1/jobs/${task}`, { schema: schemaOf(task, limits) }, async (request, reply) => {
      const state = await engine.enqueue(await readPicture(task, request, limits));
      return reply.status(202).header("location", `/v1/jobs/${state.id}`).send(withLinks(state));
    });
  }
  const schema = { params: ID };
  app.get<{ Params: { id: string } }>("/v1/jobs/:id", { schema }, async ({ params: { id } }) =>
    withLinks(await find(engine, id)),
  );
  app.get<{ Params: { id: string } }>(
    "/v1/jobs/:id/result",
    { schema },
    async ({ params: { id } }, reply) => {
      const { state, result, reason, task } = told(await find(engine, id));
      if (state === "failed") throw new Refusal(`it failed: ${reason}`, 409);
      if (result === undefined) throw new Refusal("the job is not done yet", 409);
      if (!makesImage(task)) return reply.send(result);
      const bytes = await engine.result(id);
      if (bytes === undefined) throw new Refusal("the result is no longer available", 410);
      return reply
        .type(MEDIA_TYPES[result.format])
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
  );
  app.get<{ Params: { id: string } }>(
    "/v1/jobs/:id/events",
    { schema },
    async ({ params: { id } }, reply) => {
      await find(engine, id);
      return sendEvents(reply, (signal) => engine.watch(id, signal));
    },
  );
}

async function find(engine: QueueEngine, id: string): Promise<PictureState> {
  const state = await engine.state(id);
  if (state === undefined) throw new Refusal("there is no such job", 404);
  return state;
}

/** The state for clients: reasons for internal failures are hidden, as they may contain paths. */
function told({ reason, ...state }: PictureState): PictureState {
  if (reason === undefined) return state;
  return { ...state, reason: failureOf(reason) instanceof Refusal ? reason : "internal error" };
}

function withLinks(state: PictureState): PictureState & { readonly links: Readonly<Record<string, string>> } {
  const self = `/v1/jobs/${state.id}`;
  return { ...told(state), links: { self, events: `${self}/events`, result: `${self}/result` } };
}

/** Sends states as server-sent events, until the last one or until the client disconnects. */
function sendEvents(
  reply: FastifyReply,
  watch: (signal: AbortSignal) => AsyncIterable<PictureState>,
): FastifyReply {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  const lines = async function* (): AsyncGenerator<string> {
    try {
      for await (const state of watch(gone.signal)) {
        yield `event: ${state.state}\ndata: ${JSON.stringify(told(state))}\n\n`;
      }
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  };
  return reply.type("text/event-stream").header("cache-control", "no-store").send(Readable.from(lines()));
}
