import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { encoder } from "./photos.ts";
import type { Bytes } from "./photos.ts";

/** Encodes bytes that are in Display P3: attaches the profile without converting. */
export async function encodeDisplayP3(image: Bytes, format: "png" | "jpeg"): Promise<Buffer> {
  const profile = await displayP3();
  const file = await (
    format === "png"
      ? encoder(image).png()
      : encoder(image).jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
  ).toBuffer();
  return format === "png"
    ? insert(file, PNG_HEAD, chunk("iCCP", Buffer.concat([Buffer.from("P3\0\0"), deflateSync(profile)])))
    : insert(file, 2, segment(Buffer.concat([Buffer.from("ICC_PROFILE\0\u0001\u0001"), profile])));
}

async function displayP3(): Promise<Buffer> {
  const create = { width: 1, height: 1, channels: 3, background: "red" } as const;
  const { icc } = await sharp(await sharp({ create }).withIccProfile("p3").png().toBuffer()).metadata();
  if (icc === undefined) throw new Error("sharp wrote no profile");
  return icc;
}

/** Length of the signature and the IHDR chunk. */
const PNG_HEAD = 33;

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([uint(data.length, 4), named, uint(crc32(named), 4)]);
}

/** A JPEG segment APP2. */
function segment(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xe2]), uint(data.length + 2, 2), data]);
}

function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

function insert(file: Buffer, at: number, part: Buffer): Buffer {
  return Buffer.concat([file.subarray(0, at), part, file.subarray(at)]);
}
