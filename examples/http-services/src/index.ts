export { expressService } from "./express-service.ts";
export { fastifyService } from "./fastify-service.ts";
export { honoService } from "./hono-service.ts";
