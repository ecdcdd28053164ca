import { statSync } from "node:fs";
import type { PixelImage } from "@genericdp/image";
import { afterAll, beforeAll } from "vitest";
import { runCli } from "./run-cli.ts";
import type { Outcome } from "./run-cli.ts";
import { picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

export const MODEL: readonly string[] = ["--model", "small.genericdp", "--sigma", "15"];
export const noisy: PixelImage = withNoise(picture(40, 32), 15);

/** A scratch folder with a folder of photos, and the command that denoises folders in it. */
export interface BatchPlace {
  readonly place: ReturnType<typeof scratch>;
  denoise(...args: readonly string[]): Promise<Outcome>;
  /** Files in a folder, except for the record. */
  outputs(folder: string): string[];
}

export function batchPlace(): BatchPlace {
  const place = scratch();
  afterAll(() => place.remove());
  beforeAll(async () => {
    place.write("small.genericdp", smallModelFile());
    for (const name of ["a.png", "b.jpg", "trip/c.png", "trip/deep/d.tiff"]) {
      await place.writePicture(`photos/${name}`, noisy);
    }
    place.write("photos/readme.txt", "no image, and nobody asks for it");
    place.write("photos/.hidden.png", "no image either");
  });
  return {
    place,
    denoise: (...args) => runCli(["denoise", ...args, ...MODEL], place.folder),
    outputs: (folder) =>
      place
        .list()
        .filter((name) => name.startsWith(`${folder}/`) && statSync(place.path(name)).isFile())
        .map((name) => name.slice(folder.length + 1))
        .filter((name) => name !== ".genericdp.jsonl"),
  };
}
