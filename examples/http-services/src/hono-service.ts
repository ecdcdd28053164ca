import { denoise } from "genericdp/node";
import { Hono } from "hono";
import { denoiseOptions } from "./denoise-options.ts";
import { describeError } from "./describe-error.ts";

/** `POST /denoise` with a photo as the body returns it clean, as WebP. */
export function honoService(): Hono {
  const app = new Hono();
  app.post("/denoise", async (context) => {
    // The Request of the Fetch standard.
    const photo = await denoise(context.req.raw, denoiseOptions());
    const bytes = await photo.encode("webp", { quality: 90 });
    return context.body(new Uint8Array(bytes), 200, { "content-type": "image/webp" });
  });
  app.onError((error, context) => {
    const { status, message } = describeError(error);
    return context.text(message, status);
  });
  return app;
}
