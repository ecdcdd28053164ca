/* The module that threads share: the state of one thread, and how they coordinate. */
export * from "./index";
export { abandon, awaitStage, finishAbandoned, helpWith, publish, workOn } from "./threads";
