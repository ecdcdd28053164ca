import { Value } from "typebox/value";
import { TASKS, taskSchemas } from "../engine/task-options.ts";
import type { Format, Task, TaskOptions } from "../engine/task-options.ts";

/** What is done with every image of a batch. */
export interface BatchTask {
  readonly task: Task;
  readonly options: TaskOptions;
  readonly format?: Format;
}

/** Each of these needs no more than an image, and makes one. */
const OF_ONE_IMAGE: readonly string[] = ["denoise", "deblur", "upscale", "deblock"] satisfies Task[];

/**
 * A task as the service's paths have it: `denoise?noiseLevel=15&format=webp`.
 *
 * @throws Error that names the option which is none.
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
