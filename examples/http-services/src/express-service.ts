import express from "express";
import type { ErrorRequestHandler, Express } from "express";
import { denoise } from "genericdp/node";
import { denoiseOptions } from "./denoise-options.ts";
import { describeError } from "./describe-error.ts";

/** `POST /denoise` with a photo as the body returns it clean, as WebP. */
export function expressService(): Express {
  const app = express();
  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 handles rejected promises
  app.post("/denoise", async (request, response) => {
    // A request is a stream of bytes.
    const photo = await denoise(request, denoiseOptions());
    const bytes = await photo.encode("webp", { quality: 90 });
    response.type("image/webp").send(Buffer.from(bytes));
  });
  const answer: ErrorRequestHandler = (error, _request, response, _next) => {
    const { status, message } = describeError(error);
    response.status(status).send(message);
  };
  app.use(answer);
  return app;
}
