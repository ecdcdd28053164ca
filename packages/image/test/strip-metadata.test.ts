import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { stripMetadata } from "../src/index.ts";
import { encodeImage, lostByEncoding, readImage } from "../src/node.ts";
import { photo } from "./exif-blocks.ts";
import { handmadePng, integers, smoothImage } from "./synthetic-images.ts";

/** A JPEG with a comment and with IPTC that contains a title and a city. */
async function notedJpeg(): Promise<Uint8Array> {
  const dataset = (id: number, text: string): Buffer =>
    Buffer.concat([Buffer.from([0x1c, 2, id, 0, text.length]), Buffer.from(text)]);
  const records = Buffer.concat([dataset(5, "Harbour"), dataset(90, "Nagasaki")]);
  const resource = Buffer.concat([
    Buffer.from("8BIM\u0004\u0004\0\0\0\0\0", "latin1"),
    Buffer.from([records.length]),
    records,
  ]);
  const body = Buffer.concat([Buffer.from("Photoshop 3.0\0", "latin1"), resource]);
  const segment = (marker: number, content: Buffer): Buffer =>
    Buffer.concat([Buffer.from([0xff, marker, 0, content.length + 2]), content]);
  const jpeg = await photo("jpeg");
  const notes = [segment(0xed, body), segment(0xfe, Buffer.from("seen at dusk"))];
  return new Uint8Array(Buffer.concat([jpeg.subarray(0, 2), ...notes, jpeg.subarray(2)]));
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

describe("IPTC and comments", () => {
  it("of a JPEG are kept in a JPEG, and reported as lost in other formats", async () => {
    const image = await readImage(await notedJpeg());
    expect(image.comment).toBe("seen at dusk");
    const back = await readImage(await encodeImage(image, { format: "jpeg" }));
    expect([back.iptc, back.comment]).toEqual([image.iptc, image.comment]);
    const { iptc } = await sharp(await encodeImage(image, { format: "jpeg" })).metadata();
    expect(text(iptc!)).toContain("Harbour");
    expect(lostByEncoding(image, { format: "jpeg" })).toEqual([]);
    expect(lostByEncoding(image, { format: "png" })).toEqual([expect.stringMatching(/^IPTC of a JPEG/)]);
  });

  it("longer than a segment are split", async () => {
    const image = {
      ...smoothImage(8, 8),
      iptc: new Uint8Array(Buffer.concat([Buffer.from("Photoshop 3.0\0"), Buffer.alloc(150_000, "iptc ")])),
      comment: "x".repeat(100_000),
    };
    const back = await readImage(await encodeImage(image, { format: "jpeg" }));
    expect(back.iptc).toEqual(image.iptc);
    expect(back.comment!.replaceAll("\n", "")).toBe(image.comment);
  });

  it("in the text chunks of a PNG are reported as lost", async () => {
    const chunks = [["tEXt", new Uint8Array(Buffer.from("Comment\0hello", "latin1"))]] as const;
    const png = handmadePng({ width: 1, height: 1, bits: 8, colourType: 0, rows: [[7]], chunks });
    expect((await readImage(png)).notes).toEqual([expect.stringMatching(/text comments/)]);
  });
});

describe("stripMetadata", () => {
  it("with 'gps' removes only the place", async () => {
    const image = await readImage(await notedJpeg());
    const placed = image.xmp!.replace('dc:source="harbour"', 'dc:source="harbour" exif:GPSLatitude="51,30N"');
    const stripped = stripMetadata({ ...image, xmp: placed }, "gps");
    expect(stripped.xmp).toBe(image.xmp);
    const file = await encodeImage(stripped, { format: "jpeg" });
    expect(text(file)).not.toContain("Nagasaki");
    for (const kept of ["Harbour", "seen at dusk", "Camera Works", "2020:01:02"]) {
      expect(text(file)).toContain(kept);
    }
    // 51/1, 30/1, 3230/100 as rationals, in either byte order.
    const [before, after] = [image.exif!, stripped.exif!].map((exif) => Buffer.from(exif).toString("hex"));
    expect(before).toMatch(/33000000010000001e00000001000000|00000033000000010000001e00000001/);
    expect(after).not.toMatch(/33000000010000001e00000001000000|00000033000000010000001e00000001/);
    expect(after!.length).toBe(before!.length);
    // The remaining EXIF is intact for other programs.
    const { exif } = await sharp(file).metadata();
    expect(text(exif!)).toContain("Camera Works");
    expect((await readImage(file)).exif).toEqual(stripped.exif);
  });

  it("with 'all' keeps only the picture, its profile and its density", async () => {
    const image = await readImage(await notedJpeg());
    const bare = stripMetadata(image, "all");
    expect(
      Object.keys(image)
        .filter((key) => !Object.hasOwn(bare, key))
        .toSorted(),
    ).toEqual(["comment", "exif", "iptc", "xmp"]);
    expect(bare.icc).toEqual(image.icc);
    const file = await encodeImage(bare, { format: "jpeg" });
    for (const gone of ["Nagasaki", "Harbour", "dusk", "Camera Works"])
      expect(text(file)).not.toContain(gone);
  });

  it("with 'none' changes nothing", async () => {
    const image = await readImage(await notedJpeg());
    expect(stripMetadata(image, "none")).toBe(image);
  });

  it("never throws, for any EXIF", () => {
    const next = integers(5);
    for (let trial = 0; trial < 500; trial++) {
      const exif = Uint8Array.from({ length: 60 }, () => next() % 256);
      exif.set([0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0, 0x25, 0x88]);
      const { exif: left } = stripMetadata({ ...smoothImage(2, 2), exif }, "gps");
      expect(left?.length ?? 60).toBe(60);
    }
  });
});
