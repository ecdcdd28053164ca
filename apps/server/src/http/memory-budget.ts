import type { EventEmitter } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { Busy } from "../engine/picture-job.ts";
import type { PictureJob } from "../engine/picture-job.ts";
import { lengthOf } from "./read-bytes.ts";

interface Request {
  readonly headers: IncomingHttpHeaders;
}
interface Reply {
  /** Emits `close` when the request has ended, for whatever reason. */
  readonly raw: Pick<EventEmitter, "once">;
}

/** Limits the memory held by all requests in progress. */
export interface MemoryBudget {
  /**
   * Reserves the memory that a request may need until it is answered. Must be called before its body is read.
   *
   * @throws Busy if the total would exceed the limit.
   */
  take(request: Request, reply: Reply): void;
  /** Corrects the reservation to the actual size of the files. */
  settle(request: Request, job: PictureJob): void;
}

/** Seconds to wait before retrying: by then, an upload may have ended. */
const COME_AGAIN = 1;
/** Maximum number of files per request. */
const FILES = 2;

/**
 * @param most bytes of all requests together; a single request is always allowed.
 * @param maxBytes maximum bytes of a file, assumed if a request does not state its length.
 */
export function memoryBudget(most: number, maxBytes: number): MemoryBudget {
  const held = new WeakMap<Request, number>();
  let total = 0;
  const hold = (request: Request, bytes: number): void => {
    total += bytes - (held.get(request) ?? 0);
    held.set(request, bytes);
  };
  return {
    take: (request, reply) => {
      const { "content-length": length, "content-type": type = "" } = request.headers;
      // The body has only the keys of stored files.
      const said = type.startsWith("application/json") ? undefined : lengthOf(length);
      const bytes = Math.min(said ?? maxBytes, FILES * maxBytes);
      if (total > 0 && total + bytes > most) throw new Busy(COME_AGAIN);
      hold(request, bytes);
      // Also covers clients that disconnect before they are answered.
      reply.raw.once("close", () => hold(request, 0));
    },
    settle: (request, { image, mask, kernel }) =>
      hold(request, image.length + (mask?.length ?? 0) + (kernel?.length ?? 0)),
  };
}
