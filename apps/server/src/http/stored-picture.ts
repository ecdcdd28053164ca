import { Type } from "typebox";
import type { TObject, TSchema } from "typebox";
import { Refusal } from "../engine/picture-job.ts";
import { extraParts, taskSchemas } from "../engine/task-options.ts";
import type { Task, TaskOptions } from "../engine/task-options.ts";
import { KEY_PATTERN, LONGEST_KEY } from "../storage/inputs.ts";
import type { Inputs } from "../storage/inputs.ts";

export type Files = Partial<Record<"image" | "mask" | "kernel", Uint8Array>>;
interface StoredFile {
  readonly key: string;
}

const stored = Type.Object(
  {
    key: Type.String({
      pattern: KEY_PATTERN,
      maxLength: LONGEST_KEY,
      description: "key of a file that the service may read, such as 2024/05/photo.jpg",
    }),
  },
  { additionalProperties: false },
);

/** The JSON schema of a task on stored files: their keys, and the options. */
export function storedSchema(task: Task): TObject {
  const { properties } = taskSchemas[task] as { readonly properties: Readonly<Record<string, TSchema>> };
  const extra = extraParts[task];
  const option = extra && properties[extra.name];
  const file = option === undefined ? stored : Type.Union([option, stored]);
  return Type.Object(
    {
      image: stored,
      ...properties,
      ...(extra && { [extra.name]: extra.needed ? file : Type.Optional(file) }),
    },
    { additionalProperties: false },
  );
}

/** Whether a body was validated with `storedSchema`. */
export function isStored(body: unknown): body is Readonly<Record<string, unknown>> {
  return body !== null && typeof body === "object" && !(body instanceof Uint8Array);
}

/**
 * Reads the files and options of a body that follows `storedSchema`.
 *
 * @throws Refusal if a file does not exist or is too large.
 */
export async function readStored(
  body: Readonly<Record<string, unknown>>,
  inputs: Inputs,
  maxBytes: number,
): Promise<{ readonly files: Files; readonly options: TaskOptions }> {
  const files: Record<string, Uint8Array> = {};
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (value === null || typeof value !== "object") options[name] = value;
    else files[name] = await readFile(name, value as StoredFile, inputs, maxBytes);
  }
  return { files, options };
}

async function readFile(
  name: string,
  { key }: StoredFile,
  inputs: Inputs,
  maxBytes: number,
): Promise<Uint8Array> {
  const bytes = await inputs.read(key, maxBytes).catch((error: unknown) => {
    if (error instanceof RangeError) throw new Refusal(`${name}: ${error.message}`, 413);
    throw error;
  });
  if (bytes === undefined) throw new Refusal(`${name}: there is no file with the key ${key}`, 422);
  if (bytes.length === 0) throw new Refusal(`${name}: expected a file, got nothing`, 400);
  return bytes;
}
