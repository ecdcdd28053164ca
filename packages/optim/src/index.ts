export { adam } from "./adam.ts";
export type { Adam, AdamOptions, AdamState } from "./adam.ts";
export { cosineSchedule } from "./cosine-schedule.ts";
export type { CosineScheduleOptions } from "./cosine-schedule.ts";
