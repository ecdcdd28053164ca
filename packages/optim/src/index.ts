export { adam } from "./adam.ts";
export type { Adam, AdamOptions, AdamState } from "./adam.ts";
export { cosineSchedule } from "./cosine-schedule.ts";
export type { CosineScheduleOptions } from "./cosine-schedule.ts";
export { lbfgs } from "./lbfgs.ts";
export type { Evaluation, LbfgsOptions, LbfgsState } from "./lbfgs.ts";
export { strongWolfe } from "./strong-wolfe.ts";
export type { LinePoint, StrongWolfeOptions } from "./strong-wolfe.ts";
