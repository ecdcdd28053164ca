import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeNpy, encodeNpy, imageFromNpy, imageToNpy, pixelImage } from "../src/index.ts";
import { randomImage } from "./synthetic-images.ts";

interface NpyParts {
  readonly descr: string;
  readonly shape: readonly number[];
  /** In file order. */
  readonly values: readonly number[];
  readonly fortran?: boolean;
  readonly version?: 1 | 2 | 3;
  readonly header?: string;
}

/** A separate writer for every kind of .npy that we read. */
function npy({ descr, shape, values, fortran = false, version = 1, header }: NpyParts): Uint8Array {
  const order = fortran ? "True" : "False";
  const tuple = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const text = header ?? `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${tuple}, }`;
  const little = !descr.startsWith(">");
  const sizes: Record<string, number> = { f4: 4, f8: 8, u1: 1, u2: 2 };
  const size = sizes[descr.slice(1)] ?? 1;
  const start = version === 1 ? 10 : 12;
  const view = new DataView(new ArrayBuffer(start + text.length + 1 + size * values.length));
  new Uint8Array(view.buffer).set([0x93, ...Buffer.from("NUMPY"), version, 0]);
  if (version === 1) view.setUint16(8, text.length + 1, true);
  else view.setUint32(8, text.length + 1, true);
  new Uint8Array(view.buffer).set(Buffer.from(`${text}\n`, "latin1"), start);
  values.forEach((value, i) => {
    const at = start + text.length + 1 + size * i;
    if (descr.endsWith("f4")) view.setFloat32(at, value, little);
    else if (descr.endsWith("f8")) view.setFloat64(at, value, little);
    else if (descr.endsWith("u2")) view.setUint16(at, value, little);
    else view.setUint8(at, value);
  });
  return new Uint8Array(view.buffer);
}

/** Saved by NumPy 2.4.6: np.asfortranarray(np.arange(6, dtype=">u2").reshape(2, 3)). */
const FROM_NUMPY =
  "k05VTVBZAQB2AHsnZGVzY3InOiAnPnUyJywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAg" +
  "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAADAAEABAACAAU=";

const HUGE = "9".repeat(20);
const shape = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 0, maxLength: 4 });
const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);

describe("decodeNpy and encodeNpy", () => {
  it("return every float32 array, bit for bit", () => {
    const arrays = shape.chain((sizes) =>
      fc.tuple(fc.constant(sizes), fc.float32Array({ minLength: product(sizes), maxLength: product(sizes) })),
    );
    fc.assert(
      fc.property(arrays, ([sizes, data]) => {
        const array = decodeNpy(encodeNpy(data, sizes));
        expect(array.shape).toEqual(sizes);
        expect(array.dtype).toBe("float32");
        expect(array.data).toEqual(Float32Array.from(data));
      }),
    );
  });

  it("reads every dtype, byte order, index order and version", () => {
    const descrs = ["<f4", ">f4", "<f8", ">f8", "|u1", "<u2", ">u2"];
    const versions = [1, 2, 3] as const;
    const cases = fc.record({
      descr: fc.constantFrom(...descrs),
      version: fc.constantFrom(...versions),
      fortran: fc.boolean(),
      shape,
    });
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 200 }), (parts, first) => {
        const n = product(parts.shape);
        const cOrder = Array.from({ length: n }, (_, i) => (first + i) % 256);
        const values = parts.fortran ? inFortranOrder(cOrder, parts.shape) : cOrder;
        expect([...decodeNpy(npy({ ...parts, values })).data]).toEqual(cOrder);
      }),
    );
  });

  it("reads from the middle of a larger buffer", () => {
    const whole = new Uint8Array(200);
    const bytes = encodeNpy(Float32Array.of(1.5, -2), [2]);
    whole.set(bytes, 3);
    expect([...decodeNpy(whole.subarray(3, 3 + bytes.length)).data]).toEqual([1.5, -2]);
  });

  it("starts its data at a multiple of 64 bytes and ends its header with a newline", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (sizes) => {
        const bytes = encodeNpy(new Float32Array(0), [0, ...sizes]);
        expect(bytes.length % 64).toBe(0);
        expect(bytes.at(-1)).toBe(0x0a);
      }),
    );
  });

  it("reads a file written by NumPy", () => {
    const array = decodeNpy(Buffer.from(FROM_NUMPY, "base64"));
    expect(array).toEqual({ data: Float32Array.of(0, 1, 2, 3, 4, 5), shape: [2, 3], dtype: "uint16" });
  });

  it("accepts the headers of other writers", () => {
    const headers = [
      `{"shape":(2,1),"fortran_order":False,"descr":"<f4"}`,
      `{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 1L)}          `,
      `  { 'shape' : ( 2 , 1 , ) , 'descr' : '<f4' , 'fortran_order' : False , }`,
    ];
    for (const header of headers) {
      expect(decodeNpy(npy({ descr: "<f4", shape: [], values: [7, 8], header })).shape).toEqual([2, 1]);
    }
  });

  it("rejects any truncation and any extra bytes", () => {
    const bytes = encodeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    for (let n = 0; n < bytes.length; n++) {
      expect(() => decodeNpy(bytes.subarray(0, n))).toThrow(n < 6 ? /not a \.npy file/ : /truncated/);
    }
    const longer = Buffer.concat([bytes, Buffer.of(0)]);
    expect(() => decodeNpy(longer)).toThrow(/left over: shape \(2, 3\) .* needs 24 .* 25/);
  });

  it("throws only RangeErrors, for any bytes", () => {
    const bytes = encodeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(edits, (changes) => {
        const damaged = bytes.slice();
        for (const [at, byte] of changes) damaged[at] = byte;
        try {
          decodeNpy(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  const header = (text: string): Uint8Array => npy({ descr: "<f4", shape: [], values: [], header: text });
  it.each([
    ["object arrays", npy({ descr: "|O", shape: [1], values: [0] }), /object arrays cannot be read/],
    ["integers", npy({ descr: "<i8", shape: [1], values: [0] }), /dtype "<i8" is not supported/],
    ["a 16-bit type without byte order", npy({ descr: "|u2", shape: [0], values: [] }), /dtype "\|u2"/],
    ["structured dtypes", header(`{'descr': [('r', '<f4')], 'fortran_order': False}`), /structured/],
    ["negative sizes", header(`{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}`), /not a dict/],
    [
      "sizes beyond counting",
      header(`{'descr': '<f4', 'fortran_order': False, 'shape': (${HUGE},)}`),
      /not a tuple of sizes/,
    ],
    [
      "shapes of terabytes",
      npy({ descr: "<f4", shape: [1e6, 1e6], values: [1] }),
      /truncated: shape \(1000000, 1000000\)/,
    ],
    ["shapes of a hundred axes", npy({ descr: "<f4", shape: Array(100).fill(1), values: [1] }), /100 axes/],
    ["a missing key", header(`{'descr': '<f4', 'shape': (1,)}`), /does not have exactly/],
    ["a key twice", header(`{'descr': '<f4', 'descr': '<f4', 'shape': (1,)}`), /twice/],
    [
      "a foreign key",
      header(`{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 'y'}`),
      /does not have exactly/,
    ],
    ["code in the header", header(`__import__('os')`), /is not a dict/],
    ["version 4.0", encodeNpy(Float32Array.of(1), [1]).map((b, i) => (i === 6 ? 4 : b)), /version 4\.0/],
    ["text", new TextEncoder().encode("hello, world"), /does not begin with/],
  ])("rejects %s", (_, bytes, message) => {
    expect(() => decodeNpy(bytes)).toThrow(RangeError);
    expect(() => decodeNpy(bytes)).toThrow(message);
  });

  it("refuses to write a shape that does not match the data", () => {
    expect(() => encodeNpy(new Float32Array(6), [2, 2])).toThrow(/a shape of 6 elements, got \(2, 2\)/);
    expect(() => encodeNpy(new Float32Array(6), [-2, -3])).toThrow(RangeError);
  });
});

describe("imageFromNpy and imageToNpy", () => {
  it.each([1, 3] as const)("return %i channels exactly, even levels outside 0..255", (channels) => {
    const { data, ...rest } = randomImage({ channels });
    const image = pixelImage({ ...rest, data: data.map((level) => 3.3 * level - 200) });
    expect(imageFromNpy(imageToNpy(image))).toEqual({ ...image, format: "npy" });
  });

  it("reads H×W×1 as gray", () => {
    const image = imageFromNpy(encodeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3, 1]));
    expect(image).toMatchObject({ width: 3, height: 2, channels: 1, bitDepth: 8 });
  });

  it("reads uint16 as 0..65535 and uint8 as levels", () => {
    const deep = imageFromNpy(npy({ descr: ">u2", shape: [1, 3], values: [0, 257, 65535] }));
    expect([...deep.data]).toEqual([0, 1, 255]);
    expect(deep.bitDepth).toBe(16);
    const bytes = imageFromNpy(npy({ descr: "|u1", shape: [1, 3], values: [0, 1, 255] }));
    expect([...bytes.data]).toEqual([0, 1, 255]);
  });

  it("rejects values that are not finite, including float64 beyond the range of float32", () => {
    const bytes = encodeNpy(Float32Array.of(1, 2, 3, 4, Number.NaN, 6), [2, 3]);
    const where = "image: expected finite data, got NaN at row 1, column 1, channel 0";
    expect(() => imageFromNpy(bytes)).toThrow(where);
    expect(() => imageFromNpy(npy({ descr: "<f8", shape: [1, 1], values: [1e300] }))).toThrow(/got Infinity/);
  });

  const notImages = [[6], [2, 3, 2], [1, 2, 3, 1], [0, 3], [3, 0, 3], []].map((sizes) => [sizes] as const);
  it.each(notImages)("rejects the shape %j", (sizes) => {
    expect(() => imageFromNpy(encodeNpy(new Float32Array(product(sizes)), sizes))).toThrow(
      `expected shape H×W, H×W×1 or H×W×3, got (${sizes.join(", ")})`,
    );
  });

  it("rejects transparency, which .npy cannot hold", () => {
    expect(() => imageToNpy(randomImage({ alpha: true }))).toThrow(/expected an opaque image/);
  });
});

/** The same array in Fortran order, computed from the definition. */
function inFortranOrder(values: readonly number[], sizes: readonly number[]): number[] {
  const result: number[] = [];
  values.forEach((value, i) => {
    let [rest, at] = [i, 0];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      at += (rest % sizes[axis]!) * product(sizes.slice(0, axis));
      rest = Math.floor(rest / sizes[axis]!);
    }
    result[at] = value;
  });
  return result;
}
