import type { Readable } from "node:stream";
import fastify from "fastify";
import type { FastifyInstance } from "fastify";
import { denoise } from "genericdp/node";
import { denoiseOptions } from "./denoise-options.ts";
import { describeError } from "./describe-error.ts";

/** `POST /denoise` with a photo as the body returns it clean, as WebP. */
export function fastifyService(): FastifyInstance {
  const app = fastify();
  // The body stays a stream, whatever the client calls it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, body, done) => done(null, body));
  app.post<{ Body: Readable }>("/denoise", async ({ body }, reply) => {
    const photo = await denoise(body, denoiseOptions());
    return reply.type("image/webp").send(Buffer.from(await photo.encode("webp", { quality: 90 })));
  });
  app.setErrorHandler((error, _request, reply) => {
    const { status, message } = describeError(error);
    return reply.status(status).send(message);
  });
  return app;
}
