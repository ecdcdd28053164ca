import type { EventEmitter } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { Busy } from "../engine/picture-job.ts";
import type { PictureJob } from "../engine/picture-job.ts";
import { lengthOf } from "./read-bytes.ts";

interface Request {
  readonly headers: IncomingHttpHeaders;
}
interface Reply {
  /** Tells `close` when the request is over in whatever way. */
  readonly raw: Pick<EventEmitter, "once">;
}

/** Bounds what all requests under way hold in memory, however many come at once. */
export interface MemoryBudget {
  /**
   * Takes what a request may need until it is answered; to be called before its body is read.
   *
   * @throws Busy where that would be too much with what the others hold.
   */
  take(request: Request, reply: Reply): void;
  /** Corrects that to what its files have, now that they are there. */
  settle(request: Request, job: PictureJob): void;
}

/** Seconds until an upload or two may be over. */
const COME_AGAIN = 1;
/** Files of one request. */
const FILES = 2;

/**
 * @param most bytes of all requests together; one alone may always come.
 * @param maxBytes of a file: as much is expected where a request does not say its length.
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
      // Of files in a storage, it says the keys only.
      const said = type.startsWith("application/json") ? undefined : lengthOf(length);
      const bytes = Math.min(said ?? maxBytes, FILES * maxBytes);
      if (total > 0 && total + bytes > most) throw new Busy(COME_AGAIN);
      hold(request, bytes);
      // Not only when it is answered: clients may go.
      reply.raw.once("close", () => hold(request, 0));
    },
    settle: (request, { image, mask, kernel }) =>
      hold(request, image.length + (mask?.length ?? 0) + (kernel?.length ?? 0)),
  };
}
