export { fromImageData, toImageData } from "./image-data.ts";
export type { RgbaBytes, RgbaImageData } from "./image-data.ts";
export { carryMetadata, readMetadata } from "./carried-metadata.ts";
export type { CarrierFormat } from "./carried-metadata.ts";
export { frameCount } from "./container-facts.ts";
