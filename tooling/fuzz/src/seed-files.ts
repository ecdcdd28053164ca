import { inflateSync } from "node:zlib";
import { encodeNpy } from "@genericdp/image";
import { exportMat, exportNpz, exportOnnx, writeMat } from "@genericdp/interchange";
import type { MatValue } from "@genericdp/interchange";
import { createModel, parseArchitecture, plainInitialization, readModel, writeModel } from "@genericdp/model";
import sharp from "sharp";
import type { Sharp } from "sharp";

const [WIDTH, HEIGHT] = [19, 13];
const KNOTS = { knots: [2, 10, 40] };

/** Valid model files. */
export function modelFiles(): Uint8Array[] {
  const architecture = parseArchitecture({
    stages: 2,
    scales: [
      { filters: 3, size: 3 },
      { filters: 2, size: 5 },
    ],
    influence: { centres: 7, radius: 150 },
    reaction: KNOTS,
    gain: KNOTS,
    gainMap: { filters: 2, size: 3 },
    noiseRange: { min: 2, max: 40 },
  });
  const model = createModel({
    name: "fuzz",
    architecture,
    parameters: plainInitialization(architecture),
    training: { by: "hand" },
  });
  return [writeModel(model), writeModel(model, { precision: "f16" })];
}

/** Valid files of every format that models are exported to. */
export function exportedModels(): Uint8Array[] {
  const model = readModel(modelFiles()[0]!);
  return [exportOnnx(model), exportNpz(model), exportMat(model)];
}

/** Valid MATLAB files with a TNRD model: compressed, and uncompressed with the same variables. */
export function tnrdFiles(): Uint8Array[] {
  const row = (...data: number[]): MatValue => ({ data: Float64Array.from(data), shape: [1, data.length] });
  const gaussians = new Map([
    ["means", row(-10, 0, 10)],
    ["precision", row(0.01)],
  ]);
  // 8 filters of 3×3, each with 3 weights, and log λ.
  const stage = Float64Array.from({ length: 8 * (8 + 3) + 1 }, (_, i) => 1 + (i % 7));
  const file = writeMat(
    new Map<string, MatValue>([
      ["cof", { data: stage, shape: [stage.length, 1] }],
      ["MFS", gaussians],
    ]),
  );
  const view = new DataView(file.buffer);
  const parts: Uint8Array[] = [file.subarray(0, 128)];
  for (let at = 128; at < file.length; at += 8 + view.getUint32(at + 4, true)) {
    parts.push(inflateSync(file.subarray(at + 8, at + 8 + view.getUint32(at + 4, true))));
  }
  return [file, Uint8Array.from(Buffer.concat(parts))];
}

/** Valid .npy files. */
export function npyFiles(): Uint8Array[] {
  const levels = Float32Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => (i * 37) % 256);
  return [
    encodeNpy(levels.subarray(0, WIDTH * HEIGHT), [HEIGHT, WIDTH]),
    encodeNpy(levels, [HEIGHT, WIDTH, 3]),
    asBytes(encodeNpy(levels, [HEIGHT, WIDTH, 3])),
  ];
}

/** The same array with one-byte integers. */
function asBytes(npy: Uint8Array): Uint8Array {
  const start = 10 + new DataView(npy.buffer, npy.byteOffset).getUint16(8, true);
  const levels = new Float32Array(npy.slice(start).buffer);
  const header = String.fromCharCode(...npy.subarray(0, start)).replace("<f4", "|u1");
  return Uint8Array.from([...header].map((letter) => letter.charCodeAt(0)).concat(Array.from(levels)));
}

/** Valid images of every supported format, some with metadata. */
export async function imageFiles(): Promise<Uint8Array[]> {
  const picture = (channels: 1 | 3 | 4): Sharp =>
    sharp(
      Uint8Array.from({ length: WIDTH * HEIGHT * channels }, (_, i) => (i * 37) % 256),
      { raw: { width: WIDTH, height: HEIGHT, channels } },
    );
  const exif = { IFD0: { Copyright: "nobody", Artist: "chance" } };
  const pictures = [
    picture(1).png(),
    picture(4).png({ progressive: true }),
    picture(3).png({ palette: true }),
    picture(3).toColourspace("rgb16").png(),
    picture(3).jpeg().withMetadata({ orientation: 6, density: 300 }).withExif(exif),
    picture(3).jpeg({ progressive: true, mozjpeg: true }).withIccProfile("p3"),
    picture(1).jpeg(),
    picture(4).webp(),
    picture(4).webp({ lossless: true }).withExif(exif),
    picture(3).tiff({ compression: "lzw" }),
    picture(3).toColourspace("rgb16").tiff({ compression: "deflate", predictor: "horizontal" }),
    picture(4).tiff({ tile: true, tileWidth: 16, tileHeight: 16 }),
    picture(3).avif({ effort: 0 }),
    picture(1).toColourspace("b-w").png({ palette: true, colours: 2 }),
    picture(1).toColourspace("b-w").tiff({ bitdepth: 1, compression: "ccittfax4" }),
    picture(3).gif(),
  ];
  const files = await Promise.all(pictures.map(async (image) => new Uint8Array(await image.toBuffer())));
  return [...files, bitmap(), withJpegNotes(files[4]!), await animation()];
}

/** A 24-bit BMP with a 40-byte header. */
function bitmap(): Uint8Array {
  const stride = 4 * Math.ceil((3 * WIDTH) / 4);
  const file = Buffer.alloc(54 + stride * HEIGHT);
  file.write("BM");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(WIDTH, 18);
  file.writeInt32LE(HEIGHT, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let i = 54; i < file.length; i++) file[i] = (i * 37) % 256;
  return new Uint8Array(file);
}

/** A JPEG with a comment and IPTC metadata. */
function withJpegNotes(jpeg: Uint8Array): Uint8Array {
  const segment = (marker: number, text: string): Buffer =>
    Buffer.concat([Buffer.from([0xff, marker, 0, text.length + 2]), Buffer.from(text, "latin1")]);
  const iptc = "Photoshop 3.0\u00008BIM\u0004\u0004\0\0\0\0\0\u0009\u001c\u0002\u005a\0\u0004Town";
  return new Uint8Array(
    Buffer.concat([jpeg.subarray(0, 2), segment(0xed, iptc), segment(0xfe, "hello"), jpeg.subarray(2)]),
  );
}

/** A GIF of three frames. */
async function animation(): Promise<Uint8Array> {
  const raw = { width: WIDTH, height: 3 * HEIGHT, channels: 3, pageHeight: HEIGHT } as const;
  const levels = Uint8Array.from({ length: 9 * WIDTH * HEIGHT }, (_, i) => (i * 41) % 256);
  return new Uint8Array(
    await sharp(levels, { raw })
      .gif({ delay: [20, 30, 40] })
      .toBuffer(),
  );
}

/** A valid recipe, as JSON. */
export function recipeFiles(): Uint8Array[] {
  const recipe = {
    name: "fuzz",
    seed: 1,
    architecture: {
      stages: 2,
      scales: [{ filters: 8, size: 3 }],
      influence: { centres: 31, radius: 150 },
      reaction: { knots: [2, 40] },
      gain: null,
      gainMap: null,
      noiseRange: { min: 2, max: 40 },
    },
    patch: 32,
    phases: [
      { optimizer: "adam", stages: "joint", steps: 10, batch: 4, warmup: 2, averaging: 0.9 },
      { optimizer: "lbfgs", stages: "greedy", steps: 3, batch: 8, memory: 3 },
    ],
  };
  return [new TextEncoder().encode(JSON.stringify(recipe, undefined, 2))];
}
