import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { uprightExif, uprightXmp } from "../src/exif.ts";
import { stripMetadata } from "../src/index.ts";
import type { ImageFormat, PixelImage } from "../src/index.ts";
import { encodeImage, lostByEncoding, readImage } from "../src/node.ts";
import { grayProfile, handmadePng, integers, randomImage, smoothImage } from "./synthetic-images.ts";

const FORMATS = ["jpeg", "png", "webp", "tiff", "avif"] as const;

function xmpOf(orientation: number): string {
  return (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    `<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="${orientation}" ` +
    'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="harbour"/></rdf:RDF></x:xmpmeta>'
  );
}

const EXIF = {
  IFD0: { Make: "Camera Works", Copyright: "nobody" },
  IFD2: { DateTimeOriginal: "2020:01:02 03:04:05", ExposureTime: "1/50" },
  IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 3230/100" },
};

/** What another program's file holds: 40×30 stored, orientation 6, which shows as 30×40. */
async function photo(format: "jpeg" | "png" | "webp" = "jpeg"): Promise<Uint8Array> {
  const { data, width, height } = smoothImage(40, 30);
  return sharp(Uint8Array.from(data), { raw: { width, height, channels: 3 } })
    .withMetadata({ orientation: 6 })
    .withExifMerge(EXIF)
    .withXmp(xmpOf(6))
    .withIccProfile("p3")
    .toFormat(format)
    .toBuffer();
}

/** What libvips takes for the EXIF of a file. */
async function strings(file: Uint8Array): Promise<string> {
  const { exif } = await sharp(file).metadata();
  return Buffer.from(exif ?? []).toString("latin1");
}

describe.each(["jpeg", "png", "webp"] as const)("from a %s", (from) => {
  it.each(FORMATS)("EXIF, XMP and profile reach a %s, and the picture is turned once", async (to) => {
    const source = await photo(from);
    const image = await readImage(source);
    expect(image).toMatchObject({ width: 30, height: 40 });
    expect(image.xmp).toBe(xmpOf(1));
    const file = await encodeImage(image, { format: to });
    const meta = await sharp(file).metadata();
    expect([meta.width, meta.height]).toEqual([30, 40]);
    expect(meta.orientation ?? 1).toBe(1);
    expect(meta.xmpAsString).toBe(xmpOf(1));
    expect(Buffer.from(meta.icc!)).toEqual(Buffer.from((await sharp(source).metadata()).icc!));
    const back = await readImage(file);
    expect(back).toMatchObject({ width: 30, height: 40, xmp: xmpOf(1), icc: image.icc });
    if (to === "tiff") {
      // Out of which libvips reads no EXIF.
      expect([textOf(file, 0x010f), textOf(file, 0x8298)]).toEqual(["Camera Works", "nobody"]);
      expect(textOf(file, 0x9003)).toBe("2020:01:02 03:04:05");
    } else {
      for (const text of ["Camera Works", "nobody", "2020:01:02 03:04:05"]) {
        expect(await strings(file)).toContain(text);
      }
    }
    if (to === "jpeg" || to === "png" || to === "webp") expect(back.exif).toEqual(image.exif);
    // And once more, as a second run would.
    const again = await readImage(await encodeImage(back, { format: from }));
    expect(again).toMatchObject({ width: 30, height: 40, xmp: xmpOf(1) });
  });
});

describe("EXIF", () => {
  it("tells the size that the image has when it is written", async () => {
    const image = await readImage(await photo());
    const sized: PixelImage = { ...smoothImage(12, 9), exif: image.exif! };
    for (const format of FORMATS) {
      const { exif } = await readImage(await encodeImage(sized, { format }));
      const size = sizeIn(exif!);
      if (size.length > 0) expect(size).toEqual([12, 9]);
      expect(orientationIn(exif!)).toBe(format === "tiff" ? undefined : 1);
    }
    expect(sizeIn(withSize())).toEqual([40, 30]);
    expect(sizeIn(uprightExif(withSize(), { width: 70_000, height: 9 })!)).toEqual([70_000, 9]);
  });

  it("loses its thumbnail, which shows the image as it was", () => {
    const block = withSize(77);
    expect(nextDirectory(block)).toBe(77);
    expect(nextDirectory(uprightExif(block, { width: 1, height: 1 })!)).toBe(0);
    expect(nextDirectory(block)).toBe(77);
  });

  it.each([
    ["nothing", []],
    ["no header", [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ["a directory beyond the end", [0x49, 0x49, 42, 0, 200, 0, 0, 0]],
    ["entries beyond the end", [0x49, 0x49, 42, 0, 8, 0, 0, 0, 9, 0, 0x12, 1]],
  ])("that is damaged (%s) is left out", async (_, bytes) => {
    const exif = Uint8Array.from(bytes);
    expect(uprightExif(exif, { width: 1, height: 1 })).toBeUndefined();
    const file = await encodeImage({ ...smoothImage(8, 8), exif }, { format: "png" });
    expect(await readImage(file)).not.toHaveProperty("exif");
  });

  it("of more than a JPEG has room for is left out there, and only there", async () => {
    const exif = new Uint8Array(70_000);
    exif.set(withSize());
    const image = { ...smoothImage(8, 8), exif };
    expect(await readImage(await encodeImage(image, { format: "jpeg" }))).not.toHaveProperty("exif");
    expect((await readImage(await encodeImage(image, { format: "png" }))).exif).toHaveLength(70_000);
  });

  it.each([true, false])("goes into a simple WebP too, lossless: %s, alpha or not", async (lossless) => {
    for (const alpha of [true, false]) {
      const image = { ...randomImage({ alpha, width: 17, height: 9 }), exif: withSize() };
      const file = await encodeImage(image, { format: "webp", lossless });
      const back = await readImage(file);
      expect(back).toMatchObject({ width: 17, height: 9 });
      expect(sizeIn(back.exif!)).toEqual([17, 9]);
      expect(back.alpha).toEqual(image.alpha);
      if (lossless) expect(back.data).toEqual(image.data);
      expect((await sharp(file).stats()).channels).toHaveLength(alpha ? 4 : 3);
    }
  });

  it.each([8, 16] as const)(
    "leaves %i-bit pixels, profile and density of PNG and TIFF alone",
    async (bitDepth) => {
      for (const format of ["png", "tiff"] as const) {
        const image = { ...randomImage({ channels: 1, bitDepth }), icc: grayProfile(), density: 300 };
        const { exif } = await readImage(await photo());
        const back = await readImage(await encodeImage({ ...image, exif: exif!, xmp: xmpOf(1) }, { format }));
        expect(back).toMatchObject({
          data: image.data,
          bitDepth,
          icc: image.icc,
          density: 300,
          xmp: xmpOf(1),
        });
        expect(Buffer.from(back.exif!).toString("latin1")).toContain("Camera Works");
      }
    },
  );

  it("of either byte order goes into a TIFF", async () => {
    const image = { ...smoothImage(8, 8), exif: bigEndian() };
    const back = await readImage(await encodeImage(image, { format: "tiff" }));
    expect(Buffer.from(back.exif!).toString("latin1")).toContain("Maker");
    expect(sizeIn(back.exif!)).toEqual([8, 8]);
  });
});

describe("uprightXmp", () => {
  it.each([
    ['<a tiff:Orientation="8"/>', '<a tiff:Orientation="1"/>'],
    ["<a tiff:Orientation = '3'/>", "<a tiff:Orientation = '1'/>"],
    ["<tiff:Orientation>6</tiff:Orientation>", "<tiff:Orientation>1</tiff:Orientation>"],
    ["<a Orientation='6'/>", "<a Orientation='6'/>"],
  ])("%s", (before, after) => {
    expect(uprightXmp(before)).toBe(after);
  });
});

describe("without metadata", () => {
  it("a JPEG says its density and nothing else", async () => {
    const back = await readImage(
      await encodeImage({ ...smoothImage(8, 8), density: 240 }, { format: "jpeg" }),
    );
    expect(back.density).toBe(240);
    expect(back).not.toHaveProperty("exif");
  });

  it.each(FORMATS)("a %s has none", async (format: ImageFormat) => {
    const back = await readImage(await encodeImage(smoothImage(8, 8), { format }));
    expect(back).not.toHaveProperty("xmp");
    if (format !== "tiff") expect(back).not.toHaveProperty("exif");
  });
});

/** Header; one entry that names the directory of EXIF; two entries there, the size of the picture. */
function withSize(thumbnail = 0): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8 + 2 + 24 + 4 + 2 + 24 + 4));
  const put = (at: number, id: number, type: number, value: number): void => {
    view.setUint16(at, id, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, value, true);
  };
  view.setUint16(0, 0x4949);
  view.setUint16(2, 42, true);
  view.setUint32(4, 8, true);
  view.setUint16(8, 2, true);
  put(10, 0x0112, 3, 6);
  put(22, 0x8769, 4, 38);
  view.setUint32(34, thumbnail, true);
  view.setUint16(38, 2, true);
  put(40, 0xa002, 3, 40);
  put(52, 0xa003, 4, 30);
  return new Uint8Array(view.buffer);
}

/** The same with a maker, most significant byte first. */
function bigEndian(): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8 + 2 + 24 + 4 + 6 + 2 + 24 + 4));
  view.setUint16(0, 0x4d4d);
  view.setUint16(2, 42);
  view.setUint32(4, 8);
  view.setUint16(8, 2);
  for (const [at, id, type, count, value] of [
    [10, 0x010f, 2, 6, 38],
    [22, 0x8769, 4, 1, 44],
    [46, 0xa002, 3, 1, 40 << 16],
    [58, 0xa003, 3, 1, 30 << 16],
  ] as const) {
    view.setUint16(at, id);
    view.setUint16(at + 2, type);
    view.setUint32(at + 4, count);
    view.setUint32(at + 8, value);
  }
  view.setUint16(44, 2);
  const block = new Uint8Array(view.buffer);
  block.set(Buffer.from("Maker\0"), 38);
  return block;
}

function nextDirectory(exif: Uint8Array): number {
  return new DataView(exif.buffer).getUint32(34, true);
}

/** Values of tags of the first directory or that of EXIF, little-endian, as a naive reader finds them. */
function find(exif: Uint8Array, wanted: number): number | undefined {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.length);
  const le = view.getUint16(0) === 0x4949;
  const search = (directory: number): number | undefined => {
    for (let i = 0; i < view.getUint16(directory, le); i++) {
      const at = directory + 2 + 12 * i;
      const [id, type] = [view.getUint16(at, le), view.getUint16(at + 2, le)];
      const value = type === 3 ? view.getUint16(at + 8, le) : view.getUint32(at + 8, le);
      if (id === wanted) return value;
      const inner = id === 0x8769 ? search(value) : undefined;
      if (inner !== undefined) return inner;
    }
    return undefined;
  };
  return search(view.getUint32(4, le));
}

/** The text that a tag stands for. */
function textOf(exif: Uint8Array, tag: number): string {
  return /^[^\0]*/.exec(Buffer.from(exif.subarray(find(exif, tag))).toString("latin1"))![0];
}

function sizeIn(exif: Uint8Array): number[] {
  return [find(exif, 0xa002), find(exif, 0xa003)].filter((value) => value !== undefined);
}

function orientationIn(exif: Uint8Array): number | undefined {
  return find(exif, 0x0112);
}

/** A JPEG with IPTC, which names a title and a city, and a comment. */
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
  it("of a JPEG stay in a JPEG, and other formats say that they lose them", async () => {
    const image = await readImage(await notedJpeg());
    expect(image.comment).toBe("seen at dusk");
    const back = await readImage(await encodeImage(image, { format: "jpeg" }));
    expect([back.iptc, back.comment]).toEqual([image.iptc, image.comment]);
    const { iptc } = await sharp(await encodeImage(image, { format: "jpeg" })).metadata();
    expect(text(iptc!)).toContain("Harbour");
    expect(lostByEncoding(image, { format: "jpeg" })).toEqual([]);
    expect(lostByEncoding(image, { format: "png" })).toEqual([expect.stringMatching(/^IPTC of a JPEG/)]);
  });

  it("longer than a segment are cut into several", async () => {
    const image = {
      ...smoothImage(8, 8),
      iptc: new Uint8Array(Buffer.concat([Buffer.from("Photoshop 3.0\0"), Buffer.alloc(150_000, "iptc ")])),
      comment: "x".repeat(100_000),
    };
    const back = await readImage(await encodeImage(image, { format: "jpeg" }));
    expect(back.iptc).toEqual(image.iptc);
    expect(back.comment!.replaceAll("\n", "")).toBe(image.comment);
  });

  it("that a PNG has as text are said to be lost", async () => {
    const chunks = [["tEXt", new Uint8Array(Buffer.from("Comment\0hello", "latin1"))]] as const;
    const png = handmadePng({ width: 1, height: 1, bits: 8, colourType: 0, rows: [[7]], chunks });
    expect((await readImage(png)).notes).toEqual([expect.stringMatching(/text comments/)]);
  });
});

describe("stripMetadata", () => {
  it("of gps leaves all but the place", async () => {
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
    // What other programs read of it is whole.
    const { exif } = await sharp(file).metadata();
    expect(text(exif!)).toContain("Camera Works");
    expect((await readImage(file)).exif).toEqual(stripped.exif);
  });

  it("of all leaves the picture, its profile and its density", async () => {
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

  it("of none changes nothing", async () => {
    const image = await readImage(await notedJpeg());
    expect(stripMetadata(image, "none")).toBe(image);
  });

  it("never fails, whatever is in EXIF", () => {
    const next = integers(5);
    for (let trial = 0; trial < 500; trial++) {
      const exif = Uint8Array.from({ length: 60 }, () => next() % 256);
      exif.set([0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0, 0x25, 0x88]);
      const { exif: left } = stripMetadata({ ...smoothImage(2, 2), exif }, "gps");
      expect(left?.length ?? 60).toBe(60);
    }
  });
});
