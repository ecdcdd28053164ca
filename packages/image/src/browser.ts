export { fromImageData, toImageData } from "./image-data.ts";
export type { RgbaBytes, RgbaImageData } from "./image-data.ts";
