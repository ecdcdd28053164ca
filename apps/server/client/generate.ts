/*
 * pnpm --filter @genericdp/server client: makes the types of the client of the OpenAPI document that a server
 * with a queue and inputs has.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openapiTypes } from "@genericdp/openapi-types";
import { createApp } from "../src/app.ts";
import type { QueueEngine } from "../src/queue/queue-engine.ts";

/** The types as TypeScript. */
export async function generateClient(): Promise<string> {
  // What it does is never asked for.
  const engine = Object.create({ enqueue: undefined }) as QueueEngine;
  const app = await createApp({ engine, inputs: { read: async () => undefined } });
  await app.ready();
  const types = await openapiTypes(app.swagger());
  await app.close();
  return `// Made by generate.ts of the OpenAPI document.\n${types}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL("generated/paths.ts", import.meta.url), await generateClient());
}
