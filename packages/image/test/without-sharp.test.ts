import { expect, it, vi } from "vitest";
import { GenericDPError } from "@genericdp/core/errors";
import { imageFromNpy, imageToNpy, pixelImage } from "../src/index.ts";
import { encodeImage, readImage, readSize } from "../src/node.ts";

vi.mock("sharp", () => {
  throw new Error("Could not load the sharp module");
});

const image = pixelImage({ data: new Float32Array(12), width: 4, height: 3 });
/** Signature and header of a PNG. */
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);

it.each([
  ["readImage", () => readImage(png)],
  ["readSize", () => readSize(png)],
  ["encodeImage", () => encodeImage(image, { format: "png" })],
] as const)("%s without sharp says what to install", async (_, call) => {
  const error = await call().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(GenericDPError);
  expect(error).toMatchObject({
    code: "sharp-missing",
    message: "image files need the package sharp: run npm install sharp",
  });
});

it(".npy files need no sharp", async () => {
  const bytes = await encodeImage(image, { format: "npy" });
  expect(bytes).toEqual(imageToNpy(image));
  expect((await readImage(bytes)).data).toEqual(imageFromNpy(bytes).data);
});
