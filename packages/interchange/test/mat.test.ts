import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModelFormatError } from "@genericdp/model";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readMat, writeMat } from "../src/index.ts";
import type { MatArray, MatValue } from "../src/index.ts";

const matrix = (data: readonly number[], ...shape: readonly number[]): MatArray => ({
  data: Float64Array.from(data),
  shape,
});

describe("readMat", () => {
  const name = fc.stringMatching(/^[A-Za-z]\w{0,30}$/);
  const array = fc
    .tuple(fc.nat(4), fc.nat(4), fc.nat(2))
    .chain((shape) => fc.tuple(fc.constant(shape), fc.infiniteStream(fc.double({ noNaN: true }))))
    .map(([shape, numbers]): MatArray => {
      const count = shape.reduce((product, side) => product * side, 1);
      return { shape, data: Float64Array.from({ length: count }, () => numbers.next().value as number) };
    });
  const { value } = fc.letrec<{ value: MatValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      array,
      fc.array(fc.tuple(name, tie("value")), { maxLength: 3 }).map((fields) => new Map(fields)),
    ),
  }));

  it("reads what writeMat writes", () => {
    const variables = fc.array(fc.tuple(name, value), { maxLength: 4 }).map((all) => new Map(all));
    const isRead = fc.property(variables, (all) => {
      expect(readMat(writeMat(all))).toEqual(all);
    });
    fc.assert(isRead, { numRuns: 100 });
  });

  it("reads singles exactly", () => {
    const data = Float32Array.of(0.1, 2, -3);
    const all = readMat(writeMat(new Map([["a", { data, shape: [3, 1] }]])));
    expect(all).toEqual(new Map([["a", matrix(Array.from(data), 3, 1)]]));
  });

  it.each([true, false])("reads encodings that writeMat never writes, little-endian: %s", (little) => {
    // Uncompressed, a name stored within its tag, integers in their smallest type.
    const bytes = plainFile(little, [
      [6, [6, 0], 4],
      [5, [2, 2], 4],
      [1, [120], 1],
      [3, [1, -2, 300, 4], 2],
    ]);
    expect(readMat(bytes)).toEqual(new Map([["x", matrix([1, -2, 300, 4], 2, 2)]]));
  });

  it("returns null for anything but arrays of real numbers", () => {
    // Text, then the flag of complex numbers.
    for (const flags of [4, 6 + 0x800]) {
      const bytes = plainFile(true, [
        [6, [flags, 0], 4],
        [5, [1, 2], 4],
        [1, [120], 1],
        [4, [65, 66], 2],
      ]);
      expect(readMat(bytes)).toEqual(new Map([["x", null]]));
    }
  });

  it("rejects a file that is truncated anywhere except between variables", () => {
    const file = writeMat(new Map([["a", matrix([1, 2, 3, 4, 5, 6], 3, 2)]]));
    for (let length = 0; length < file.length; length++) {
      if (length === 128) continue;
      expect(() => readMat(file.subarray(0, length))).toThrow(ModelFormatError);
    }
  });

  it("rejects a variable with any bit flipped", () => {
    const file = writeMat(new Map([["a", matrix([1, 2, 3, 4, 5, 6], 3, 2)]]));
    // The two bytes before the data only describe the compression.
    for (let at = 138; at < file.length; at++) {
      const damaged = file.slice();
      damaged[at]! ^= 1;
      expect(() => readMat(damaged)).toThrow(ModelFormatError);
    }
  });

  it.each([
    ["HDF5", (file: Uint8Array) => file.fill(2, 125, 126), "save it with -v7"],
    ["a later version", (file: Uint8Array) => file.fill(3, 125, 126), "expected version 256"],
    ["no byte order", (file: Uint8Array) => file.fill(0x20, 126, 128), "expected the byte order IM or MI"],
    ["another kind of file", (file: Uint8Array) => file.fill(0, 0, 4), "got another kind of file"],
    [
      "zlib data in its place",
      (file: Uint8Array) => file.fill(0xff, 136, 160),
      "a compressed variable is damaged",
    ],
  ])("rejects %s", (_, change, message) => {
    const file = writeMat(new Map([["a", matrix([1, 2, 3, 4], 2, 2)]]));
    expect(() => readMat(change(file))).toThrow(message);
  });

  it("rejects a shape that does not match its numbers", () => {
    const parts: Parts = [
      [6, [6, 0], 4],
      [5, [2, 3], 4],
      [1, [120], 1],
      [3, [1, 2, 3, 4], 2],
    ];
    expect(() => readMat(plainFile(true, parts))).toThrow('expected 2×3 numbers of "x", got 4');
  });
});

describe("writeMat", () => {
  it.each([
    [new Map([["a", null]]), "got null for a"],
    [new Map([["1a", matrix([1], 1, 1)]]), 'got "1a"'],
    [new Map([["a", new Map([["x y", matrix([1], 1, 1)]])]]), 'got "x y"'],
    [new Map([["a", matrix([1, 2], 2)]]), "got 2 for a"],
    [new Map([["a", matrix([1, 2], 2, 2)]]), "got 2×2 for a"],
  ])("rejects %o", (variables: ReadonlyMap<string, MatValue>, message) => {
    expect(() => writeMat(variables)).toThrow(message);
  });

  const folder = mkdtempSync(join(tmpdir(), "genericdp-mat-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  it("writes files that SciPy reads", ({ skip }) => {
    skip(spawnSync("python3", ["-c", "import scipy.io"]).status !== 0, "python3 with SciPy is not installed");
    const variables = new Map<string, MatValue>([
      ["cof", matrix([1, 2, 3, 4, 5, 6], 3, 2)],
      ["list", { data: Float32Array.of(0.5, 0.25), shape: [2, 1] }],
      [
        "MFS",
        new Map<string, MatValue>([
          ["means", matrix([-1, 0, 1], 1, 3)],
          ["step", matrix([0.2], 1, 1)],
        ]),
      ],
    ]);
    writeFileSync(join(folder, "a.mat"), writeMat(variables));
    const program = [
      "import scipy.io",
      "m = scipy.io.loadmat('a.mat')",
      "s = m['MFS'][0, 0]",
      "print(m['cof'].tolist(), m['list'].tolist(), m['list'].dtype)",
      "print(s['means'].tolist(), s['step'].tolist())",
    ].join("\n");
    const { stdout, stderr } = spawnSync("python3", ["-c", program], { cwd: folder, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toBe(
      "[[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]] [[0.5], [0.25]] float32\n[[-1.0, 0.0, 1.0]] [[0.2]]\n",
    );
  });
});

/** Elements with their type, numbers, and bytes per number. */
type Parts = readonly (readonly [type: number, numbers: readonly number[], size: 1 | 2 | 4])[];

/** An uncompressed file with one variable. */
function plainFile(little: boolean, parts: Parts): Uint8Array {
  const elements = parts.map(([type, numbers, size]) => {
    const length = numbers.length * size;
    const inside = length <= 4;
    const bytes = new Uint8Array(8 + (inside ? 0 : Math.ceil(length / 8) * 8));
    const view = new DataView(bytes.buffer);
    view.setUint32(0, inside ? length * 65536 + type : type, little);
    if (!inside) view.setUint32(4, length, little);
    numbers.forEach((number, i) => {
      const at = (inside ? 4 : 8) + i * size;
      if (size === 1) view.setInt8(at, number);
      else if (size === 2) view.setInt16(at, number, little);
      else view.setInt32(at, number, little);
    });
    return bytes;
  });
  const content = Buffer.concat(elements);
  const header = Buffer.alloc(136, " ");
  header.write("MATLAB 5.0 MAT-file");
  const view = new DataView(header.buffer, header.byteOffset);
  view.setUint16(124, 0x100, little);
  view.setUint16(126, 0x4d49, little);
  view.setUint32(128, 14, little);
  view.setUint32(132, content.length, little);
  return Uint8Array.from(Buffer.concat([header, content]));
}
