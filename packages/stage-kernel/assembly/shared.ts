/* The module that threads share: what one thread has, and what they agree by. */
export * from "./index";
export { abandon, awaitStage, finishAbandoned, helpWith, publish, workOn } from "./threads";
