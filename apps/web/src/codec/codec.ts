import type { CodecAnswer, CodecRequest, CodecTask, CodecTasks, Drawing, Pixels } from "./protocol.ts";

/** Decodes, draws and encodes images in a worker, so that the page never waits. */
export interface Codec {
  decode(file: Blob): Promise<CodecTasks["decode"]["output"]>;
  /** Lends the pixels to the worker, which returns them. */
  draw(
    pixels: Pixels,
    colorSpace: PredefinedColorSpace,
  ): Promise<{ readonly pixels: Pixels; readonly drawing: Drawing }>;
  encode(input: CodecTasks["encode"]["input"]): Promise<Blob>;
  describe(input: CodecTasks["describe"]["input"]): Promise<Blob>;
}

export function codec(): Codec {
  let worker: Worker | undefined;
  let requests = 0;
  const open = new Map<number, { resolve(output: unknown): void; reject(error: Error): void }>();

  const start = (): Worker => {
    const made = new Worker(new URL("./codec-worker.ts", import.meta.url), { type: "module" });
    made.addEventListener("message", ({ data }: MessageEvent<CodecAnswer>) => {
      const { id, output, error } = data;
      const request = open.get(id);
      open.delete(id);
      if (error === undefined) request?.resolve(output);
      else request?.reject(new Error(error));
    });
    made.addEventListener("error", () => {
      worker = undefined;
      for (const { reject } of open.values()) reject(new Error("the file worker crashed"));
      open.clear();
    });
    return made;
  };
  const ask = <Task extends CodecTask>(
    task: Task,
    input: CodecTasks[Task]["input"],
    transfer: Transferable[] = [],
  ): Promise<CodecTasks[Task]["output"]> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      const request: CodecRequest<Task> = { id: requests++, task, input };
      open.set(request.id, { resolve: (output) => resolve(output as CodecTasks[Task]["output"]), reject });
      worker.postMessage(request, transfer);
    });

  return {
    decode: (file) => ask("decode", { file }),
    draw: (pixels, colorSpace) => ask("draw", { pixels, colorSpace }, [pixels.data.buffer]),
    encode: (input) => ask("encode", input),
    describe: (input) => ask("describe", input),
  };
}
