import fastifySwagger from "@fastify/swagger";
import type { FastifyInstance, FastifySchema } from "fastify";
import { Type } from "typebox";
import { MEDIA_TYPES, TASKS, extraParts, makesImage, taskSchemas } from "../engine/task-options.ts";
import type { Task } from "../engine/task-options.ts";

const binary = { type: "string", format: "binary" };
const problem = Type.Object({
  status: Type.Integer(),
  title: Type.String(),
  detail: Type.String(),
  requestId: Type.String(),
});
const facts = {
  noiseLevel: Type.Number({ description: "in gray levels, 0..255; for colour, that of the intensity" }),
  found: Type.Optional(
    Type.String({ description: "such as luma 6.2, chroma 9.8, correlated, JPEG quality 92" }),
  ),
  width: Type.Integer(),
  height: Type.Integer(),
  channels: Type.Enum([1, 3]),
};
const remedy = Type.Enum(["denoise", "despeckle", "deblur", "deblock"]);
const seen = {
  kernel: Type.Optional(Type.String({ description: "the blur, as deblur takes it, such as motion:9.1,30" })),
  jpegQuality: Type.Optional(Type.Integer({ description: "if it is a JPEG, or was one" })),
};
const estimate = Type.Object(facts);
const examination = Type.Object({
  ...facts,
  ...seen,
  remedy: Type.Optional({ ...remedy, description: "the task that helps; absent if nothing is wrong" }),
});
const result = Type.Object({
  ...facts,
  ...seen,
  remedy: Type.Optional(remedy),
  chosen: Type.Optional({ ...remedy, description: "of restore: what was done" }),
});
const job = Type.Object({
  id: Type.String({ description: "the same for the same image and options" }),
  task: Type.Enum([...TASKS]),
  state: Type.Enum(["waiting", "active", "completed", "failed"]),
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  attempts: Type.Integer(),
  reason: Type.Optional(
    Type.String({ description: "what is wrong with the image or the options, or internal error" }),
  ),
  finished: Type.Optional(
    Type.Number({ description: "when it completed or failed, in milliseconds since 1970" }),
  ),
  result: Type.Optional(result),
  links: Type.Object({ self: Type.String(), events: Type.String(), result: Type.String() }),
});

const WHAT: Readonly<Record<Task, string>> = {
  restore: "Finds out what is wrong with an image, and does what helps.",
  denoise: "Removes noise from an image.",
  deblur: "Removes a known blur.",
  upscale: "Enlarges an image.",
  inpaint: "Fills in the pixels that are bright in a mask.",
  deblock: "Removes the blocks and rings of JPEG compression.",
  despeckle: "Removes specks of dust and impulse noise.",
  estimate: "Estimates the noise in an image.",
  examine: "Finds out what is wrong with an image, and what helps.",
};

const PROBLEMS: Readonly<Record<number, string>> = {
  400: "The request is invalid.",
  401: "The API key is missing or unknown.",
  404: "There is no such job.",
  406: "None of the accepted formats can be sent.",
  409: "The job is not done yet, or failed.",
  410: "The result is no longer available.",
  413: "Too many bytes or pixels.",
  415: "The image format is not supported.",
  422: "The image is absent, damaged, or does not match the options.",
  429: "Too many images are waiting; retry after the seconds in Retry-After.",
  503: "The service is shutting down.",
  504: "It took too long.",
};

/** The paths of a job. */
const JOB: Readonly<Record<string, FastifySchema>> = {
  "/v1/jobs/:id": {
    summary: "Status of a job.",
    operationId: "job",
    response: {
      200: { description: "The job.", content: content(["application/json"], refTo("Job")) },
      ...problems([400, 404]),
    },
  },
  "/v1/jobs/:id/result": {
    summary: "The restored image of a job; of an estimate or examination, the facts.",
    operationId: "jobResult",
    response: {
      200: {
        description: "The result.",
        content: {
          ...content(Object.values(MEDIA_TYPES), binary),
          ...content(["application/json"], { anyOf: [refTo("Noise"), refTo("Examination")] }),
        },
      },
      ...problems([400, 404, 409, 410]),
    },
  },
  "/v1/jobs/:id/events": {
    summary: "Status of a job as server-sent events, until it is done.",
    operationId: "jobEvents",
    response: {
      200: { description: "Events.", content: content(["text/event-stream"], { type: "string" }) },
      ...problems([400, 404]),
    },
  },
};

/** Serves the OpenAPI document at `/openapi.json`, generated from the schemas that validate requests. */
export async function addOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "genericdp", description: "Restores images.", version: "1", license: { name: "MIT" } },
      components: {
        schemas: { Problem: problem, Noise: estimate, Examination: examination, Job: job },
        securitySchemes: { key: { type: "http", scheme: "bearer" } },
      },
      security: [{}, { key: [] }],
    },
    transform: ({ schema, url }) => {
      const task = TASKS.find((known) => url === `/v1/${known}`);
      const queued = TASKS.find((known) => url === `/v1/jobs/${known}`);
      const described =
        task !== undefined
          ? describeTask(task, schema)
          : queued !== undefined
            ? describeJob(queued, schema)
            : { ...schema, ...JOB[url] };
      return { schema: described, url };
    },
  });
  app.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
}

function describeTask(task: Task, schema: FastifySchema | undefined): FastifySchema {
  const extra = extraParts[task];
  const form = {
    type: "object",
    required: ["image", ...(extra?.needed ? [extra.name] : [])],
    properties: {
      image: binary,
      ...(extra && { [extra.name]: binary }),
      ...taskSchemas[task].properties,
    },
  };
  const images = Object.values(MEDIA_TYPES);
  const alone = extra?.needed ? [] : [...images, "application/octet-stream"];
  const { content: json } = (schema?.body ?? {}) as { readonly content?: object };
  const answer = makesImage(task)
    ? content(images, binary)
    : content(["application/json"], refTo(task === "estimate" ? "Noise" : "Examination"));
  return {
    ...schema,
    summary: WHAT[task],
    operationId: task,
    body: { content: { ...content(["multipart/form-data"], form), ...content(alone, binary), ...json } },
    response: {
      200: { description: "The result.", content: answer },
      ...problems([400, 401, 406, 413, 415, 422, 429, 503, 504]),
    },
  };
}

/** The same task submitted as a job. */
function describeJob(task: Task, schema: FastifySchema | undefined): FastifySchema {
  return {
    ...describeTask(task, schema),
    summary: `${WHAT[task].slice(0, -1)}, later.`,
    operationId: `${task}Job`,
    response: {
      202: { description: "It is in the queue.", content: content(["application/json"], refTo("Job")) },
      ...problems([400, 401, 406, 413, 415, 422, 429, 503]),
    },
  };
}

function refTo(name: "Problem" | "Noise" | "Examination" | "Job"): object {
  return { $ref: `#/components/schemas/${name}` };
}

function content(types: readonly string[], schema: object): object {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}

function problems(statuses: readonly number[]): object {
  const answer = content(["application/problem+json"], refTo("Problem"));
  return Object.fromEntries(
    statuses.map((status) => [status, { description: PROBLEMS[status], content: answer }]),
  );
}
