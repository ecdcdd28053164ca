export { mutate } from "./mutate.ts";
export { imageFiles } from "./seed-files.ts";
