import type { MultipartFile } from "@fastify/multipart";
import type { FastifyRequest, FastifySchema } from "fastify";
import { Refusal } from "../engine/picture-job.ts";
import type { PictureJob } from "../engine/picture-job.ts";
import { MEDIA_TYPES, extraParts, makesImage, taskSchemas } from "../engine/task-options.ts";
import { explainInvalid } from "./explain-invalid.ts";
import { hasStatus } from "./problem.ts";
import type { MemoryBudget } from "./memory-budget.ts";
import { lengthOf, readBytes } from "./read-bytes.ts";
import type { ReadBytesOptions } from "./read-bytes.ts";
import { isStored, readStored, storedSchema } from "./stored-picture.ts";
import type { Files } from "./stored-picture.ts";
import type { Inputs } from "../storage/inputs.ts";
import type { Format, Task, TaskOptions } from "../engine/task-options.ts";

export interface Limits {
  readonly maxPixels: number;
  /** Maximum bytes of each file. */
  readonly maxBytes: number;
  /** Memory of all requests together. */
  readonly memory: MemoryBudget;
  /** Files that a request may name by key. */
  readonly inputs?: Inputs;
}

/** The schema for requests of a task, validated before the body is read. */
export function schemaOf(task: Task, { inputs }: Limits): FastifySchema {
  const json = { "application/json": { schema: storedSchema(task) } };
  return { querystring: taskSchemas[task], ...(inputs && { body: { content: json } }) };
}

/**
 * Reads the picture and the options of a request. The body is the image; or a form with the image, other
 * files the task needs, and options; or the same as JSON with the keys of stored files.
 *
 * @throws Refusal naming what is missing or superfluous.
 */
export async function readPicture(task: Task, request: FastifyRequest, limits: Limits): Promise<PictureJob> {
  const picture = await pictureOf(task, request, limits);
  limits.memory.settle(request, picture);
  return picture;
}

async function pictureOf(
  task: Task,
  request: FastifyRequest,
  { maxPixels, maxBytes, inputs }: Limits,
): Promise<PictureJob> {
  const query = request.query as TaskOptions;
  if (inputs !== undefined && isStored(request.body)) {
    const { files, options } = await readStored(request.body, inputs, maxBytes);
    expectOnce(query, options, "body");
    return job(task, files, { ...query, ...options }, request, maxPixels);
  }
  if (!request.isMultipart()) {
    if (!(request.body instanceof Uint8Array) || request.body.length === 0) {
      throw new Refusal("expected an image as the body, or a form with a part named image", 400);
    }
    return job(task, { image: request.body }, query, request, maxPixels);
  }
  const { files, fields } = await readForm(task, request, maxBytes).catch((error: unknown) => {
    // The parser's errors for an invalid form have no status.
    if (hasStatus(error)) throw error;
    throw new Refusal("expected a complete multipart form, got a truncated or damaged one", 400);
  });
  expectOnce(query, fields, "form");
  return job(task, files, { ...query, ...checkFields(request, { ...query, ...fields }) }, request, maxPixels);
}

function expectOnce(query: object, others: object, where: string): void {
  const twice = Object.keys(others).find((name) => name in query);
  if (twice === undefined) return;
  throw new Refusal(`expected ${twice} in the query or in the ${where}, got both`, 400);
}

function job(
  task: Task,
  { image, ...parts }: Files,
  options: TaskOptions,
  request: FastifyRequest,
  maxPixels: number,
): PictureJob {
  if (image === undefined) throw new Refusal("expected a part named image, got none", 400);
  const extra = extraParts[task];
  if (extra?.needed && parts[extra.name] === undefined) {
    throw new Refusal(
      `${task}: expected a form with a part named ${extra.name} in addition to the image`,
      400,
    );
  }
  if (task === "upscale" && options.scale === undefined) throw new Refusal("upscale: expected a scale", 400);
  const { format: asked, ...rest } = options;
  const format = asked ?? (makesImage(task) ? accepted(request) : undefined);
  return { task, image, ...parts, options: rest, maxPixels, ...(format && { format }) };
}

async function readForm(
  task: Task,
  request: FastifyRequest,
  maxBytes: number,
): Promise<{ readonly files: Files; readonly fields: Record<string, string> }> {
  const extra = extraParts[task];
  const allowed = extra ? (["image", extra.name] as const) : (["image"] as const);
  const files: Files = {};
  const fields: Record<string, string> = {};
  const length = lengthOf(request.headers["content-length"]);
  // A part is not longer than the form.
  const expected = length === undefined ? undefined : Math.min(length, maxBytes);
  for await (const part of request.parts()) {
    if (part.type === "field") {
      if (part.fieldname in fields) throw new Refusal(`expected ${part.fieldname} once`, 400);
      fields[part.fieldname] = String(part.value);
      continue;
    }
    const name = allowed.find((known) => known === part.fieldname);
    const bytes = await read(part, { expected, most: maxBytes });
    if (name === undefined || files[name] !== undefined) {
      throw new Refusal(`expected parts ${allowed.join(" and ")}, each once, got ${part.fieldname}`, 400);
    }
    files[name] = bytes;
  }
  return { files, fields };
}

/** Reads a part to its end; otherwise the next part would never arrive. */
async function read(part: MultipartFile, options: ReadBytesOptions): Promise<Uint8Array> {
  const bytes = await readBytes(part.file, options);
  if (part.file.truncated) throw new Refusal(`expected at most ${options.most} bytes`, 413);
  if (bytes.length === 0) throw new Refusal(`expected a file as ${part.fieldname}, got nothing`, 400);
  return bytes;
}

/** Validates fields with the same schema as the query. */
function checkFields(request: FastifyRequest, fields: Record<string, unknown>): TaskOptions {
  const check = request.getValidationFunction("querystring");
  if (check === undefined || check(fields)) return fields;
  throw new Refusal(explainInvalid(check.errors ?? [], "form"), 400);
}

/** The format that the client prefers; undefined, meaning the image's format, if it accepts any. */
function accepted(request: FastifyRequest): Format | undefined {
  const { accept } = request.headers;
  if (accept === undefined || /^\s*(\*|image)\/\*\s*$/.test(accept)) return undefined;
  // What `curl --json` sends without asking.
  if (/^\s*application\/json\s*$/.test(accept)) return undefined;
  const best = request.accepts().type(Object.values(MEDIA_TYPES));
  const entry = Object.entries(MEDIA_TYPES).find(([, type]) => type === best);
  if (entry !== undefined) return entry[0] as Format;
  throw new Refusal(`expected to Accept one of ${Object.values(MEDIA_TYPES).join(", ")}, got ${accept}`, 406);
}
