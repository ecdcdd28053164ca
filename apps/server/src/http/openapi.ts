import fastifySwagger from "@fastify/swagger";
import type { FastifyInstance, FastifySchema } from "fastify";
import { MEDIA_TYPES, TASKS, extraParts, taskSchemas } from "../engine/task-options.ts";
import type { Task } from "../engine/task-options.ts";

const binary = { type: "string", format: "binary" };
const problem = {
  type: "object",
  required: ["status", "title", "detail", "requestId"],
  properties: {
    status: { type: "integer" },
    title: { type: "string" },
    detail: { type: "string" },
    requestId: { type: "string" },
  },
};
const estimate = {
  type: "object",
  required: ["noiseLevel", "width", "height", "channels"],
  properties: {
    noiseLevel: { type: "number", description: "in gray levels, 0..255; of colour that of the intensity" },
    found: { type: "string", description: "such as luma 6.2, chroma 9.8, correlated, JPEG quality 92" },
    width: { type: "integer" },
    height: { type: "integer" },
    channels: { type: "integer", enum: [1, 3] },
  },
};

const WHAT: Readonly<Record<Task, string>> = {
  denoise: "Removes noise from an image.",
  deblur: "Removes a known blur.",
  upscale: "Enlarges an image.",
  inpaint: "Fills in the pixels that are bright in a mask.",
  deblock: "Removes the blocks and rings of JPEG compression.",
  estimate: "Estimates the noise in an image.",
};

const PROBLEMS: Readonly<Record<number, string>> = {
  400: "The request is invalid.",
  401: "The API key is missing or unknown.",
  406: "None of the accepted formats can be sent.",
  413: "Too many bytes or pixels.",
  415: "The image format is not supported.",
  422: "The image is damaged, or does not match the options.",
  429: "Too many images are waiting; retry after the seconds in Retry-After.",
  503: "The service is shutting down.",
  504: "It took too long.",
};

/** The document at `/openapi.json`, made of the same schemas that requests are checked by. */
export async function addOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "genericdp", description: "Restores images.", version: "1", license: { name: "MIT" } },
      components: {
        securitySchemes: { key: { type: "http", scheme: "bearer" } },
      },
      security: [{}, { key: [] }],
    },
    transform: ({ schema, url }) => {
      const task = TASKS.find((known) => url === `/v1/${known}`);
      return { schema: task === undefined ? (schema ?? {}) : describeTask(task, schema), url };
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
  const content = (types: readonly string[], of: object): object =>
    Object.fromEntries(types.map((type) => [type, { schema: of }]));
  const problems = Object.entries(PROBLEMS).map(([status, description]) => [
    status,
    { description, content: content(["application/problem+json"], problem) },
  ]);
  const answer = task === "estimate" ? content(["application/json"], estimate) : content(images, binary);
  return {
    ...schema,
    summary: WHAT[task],
    operationId: task,
    body: { content: { ...content(["multipart/form-data"], form), ...content(alone, binary) } },
    response: { 200: { description: "The result.", content: answer }, ...Object.fromEntries(problems) },
  };
}
