import { Value } from "typebox/value";
import { TASKS, taskSchemas } from "../engine/task-options.ts";
import type { Format, Task, TaskOptions } from "../engine/task-options.ts";

/** The task for every image of a batch. */
export interface BatchTask {
  readonly task: Task;
  readonly options: TaskOptions;
  readonly format?: Format;
}

/** The tasks that need only one image and return one. */
const OF_ONE_IMAGE: readonly string[] = [
  "restore",
  "denoise",
  "deblur",
  "upscale",
  "deblock",
] satisfies Task[];

/**
 * Parses a task as it appears in the service's paths: `denoise?noiseLevel=15&format=webp`.
 *
 * @throws Error naming the invalid option.
 */
export function parseTask(text: string): BatchTask {
  const [name = "", query = ""] = text.split(/\?(.*)/s);
  const task = TASKS.find((known) => known === name && OF_ONE_IMAGE.includes(known));
  if (task === undefined) throw new Error(`expected one of ${OF_ONE_IMAGE.join(", ")} as task, got ${name}`);
  const fields = [...new URLSearchParams(query)];
  const given: unknown = Value.Convert(taskSchemas[task], Object.fromEntries(fields));
  const [first] = Value.Errors(taskSchemas[task], given);
  if (first !== undefined) {
    const where = first.instancePath.slice(1);
    throw new Error(`--task ${task}: ${[where, first.message].filter(Boolean).join(" ")}`);
  }
  const { format, ...options } = given as TaskOptions;
  if (task === "upscale" && options.scale === undefined) throw new Error("--task upscale: expected a scale");
  return { task, options, ...(format && { format }) };
}
