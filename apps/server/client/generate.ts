/*
 * pnpm --filter @genericdp/server client: generates the client's types from the OpenAPI document of a server
 * with a queue and inputs.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openapiTypes } from "@genericdp/openapi-types";
import { createApp } from "../src/app.ts";
import type { QueueEngine } from "../src/queue/queue-engine.ts";

/** The types as TypeScript. */
export async function generateClient(): Promise<string> {
  // The engine is never used.
  const engine = Object.create({ enqueue: undefined }) as QueueEngine;
  const app = await createApp({ engine, inputs: { read: async () => undefined } });
  await app.ready();
  const types = await openapiTypes(app.swagger());
  await app.close();
  return `// Made by generate.ts from the OpenAPI document.\n${types}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL("generated/paths.ts", import.meta.url), await generateClient());
}
