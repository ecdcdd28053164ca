import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { serve } from "@hono/node-server";
import { expressService } from "./express-service.ts";
import { fastifyService } from "./fastify-service.ts";
import { honoService } from "./hono-service.ts";

const SERVICES: Readonly<Record<string, (port: number) => Server | Promise<Server>>> = {
  express: (port) => expressService().listen(port),
  fastify: async (port) => {
    const app = fastifyService();
    await app.listen({ port });
    return app.server;
  },
  hono: (port) => serve({ fetch: honoService().fetch, port }) as Server,
};

const [name = "", port = "8080"] = process.argv.slice(2);
const start = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
if (start === undefined) {
  throw new TypeError(`expected one of ${Object.keys(SERVICES).join(", ")}, got ${name || "nothing"}`);
}
const server = await start(Number(port));
if (!server.listening) await once(server, "listening");
console.log(`http://localhost:${(server.address() as AddressInfo).port}/denoise`);
