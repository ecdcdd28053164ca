import { describe, expect, it } from "vitest";
import {
  ORIENTATIONS,
  channelsOf,
  cropPlane,
  extendPlane,
  fillHidden,
  orientPlane,
  resizePlane,
  unorientPlane,
} from "../src/index.ts";
import type { Plane } from "../src/index.ts";
import { randomImage } from "./synthetic-images.ts";

/** A plane with a different number in every pixel. */
function counted(width: number, height: number): Plane {
  return { data: Float32Array.from({ length: width * height }, (_, i) => i + 1), width, height };
}

/** The rows of a plane. */
function rows({ data, width, height }: Plane): number[][] {
  return Array.from({ length: height }, (_, y) => [...data.subarray(y * width, (y + 1) * width)]);
}

describe("interleaved planes", () => {
  const planes = [counted(5, 4), { ...counted(5, 4), data: counted(5, 4).data.map((v) => -v) }];
  const both = { ...planes[0]!, data: interleave(planes.map(({ data }) => data)) };

  it.each<[string, (plane: Plane) => Plane]>([
    ["are cut", (plane) => cropPlane(plane, 1, 2, { width: 3, height: 2 })],
    ["are extended", (plane) => extendPlane(plane, 7)],
    ...ORIENTATIONS.flatMap((orientation): [string, (plane: Plane) => Plane][] => [
      [`are turned (${orientation})`, (plane) => orientPlane(plane, orientation)],
      [`are turned back (${orientation})`, (plane) => unorientPlane(plane, orientation)],
    ]),
  ])("%s as each alone", (_, change) => {
    const each = planes.map(change);
    expect(change(both)).toEqual({ ...each[0]!, data: interleave(each.map(({ data }) => data)) });
    expect(channelsOf(change(both))).toBe(2);
  });
});

/** Interleaves planes pixel by pixel. */
function interleave(planes: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: planes.length * planes[0]!.length },
    (_, i) => planes[i % planes.length]![Math.floor(i / planes.length)]!,
  );
}

describe("orientations", () => {
  it("exchange rows and columns, then mirror", () => {
    const plane = counted(3, 2);
    expect(rows(orientPlane(plane, 0))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(rows(orientPlane(plane, 1))).toEqual([
      [3, 2, 1],
      [6, 5, 4],
    ]);
    expect(rows(orientPlane(plane, 2))).toEqual([
      [4, 5, 6],
      [1, 2, 3],
    ]);
    expect(rows(orientPlane(plane, 4))).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(rows(orientPlane(plane, 5))).toEqual([
      [4, 1],
      [5, 2],
      [6, 3],
    ]);
    expect(rows(orientPlane(plane, 7))).toEqual([
      [6, 3],
      [5, 2],
      [4, 1],
    ]);
  });

  it.each(ORIENTATIONS)("%i is reversed by its inverse", (orientation) => {
    for (const plane of [counted(4, 3), counted(1, 5), counted(2, 2)]) {
      expect(unorientPlane(orientPlane(plane, orientation), orientation)).toEqual(plane);
    }
  });

  it("are eight different ones that form a group", () => {
    const views = ORIENTATIONS.map((orientation) => orientPlane(counted(3, 3), orientation));
    const names = new Set(views.map((view) => view.data.join(" ")));
    expect(names.size).toBe(8);
    for (const view of views) {
      for (const orientation of ORIENTATIONS) {
        expect(names).toContain(orientPlane(view, orientation).data.join(" "));
      }
    }
  });
});

describe("borders", () => {
  it("are mirrored with the edge pixel repeated, at any distance", () => {
    expect(rows(extendPlane(counted(2, 1), 5))[0]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2]);
    const plane = counted(4, 3);
    for (const border of [0, 1, 7]) {
      const extended = extendPlane(plane, border);
      expect(cropPlane(extended, border, border, plane)).toEqual(plane);
    }
  });

  it("a part that leaves the plane is rejected", () => {
    for (const [left, top] of [
      [2, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      expect(() => cropPlane(counted(3, 2), left, top, { width: 2, height: 2 })).toThrow(RangeError);
    }
    expect(rows(cropPlane(counted(3, 2), 1, 0, { width: 2, height: 2 }))).toEqual([
      [2, 3],
      [5, 6],
    ]);
  });
});

describe("resizing by cubic convolution", () => {
  it("preserves a ramp", () => {
    const ramp = {
      data: Float32Array.from({ length: 12 * 9 }, (_, i) => 3 * (i % 12)),
      width: 12,
      height: 9,
    };
    const { data } = resizePlane(ramp, { width: 36, height: 27 });
    for (let x = 6; x < 30; x++) expect(data[13 * 36 + x]).toBeCloseTo(3 * ((x + 0.5) / 3 - 0.5), 4);
    const { data: noise, ...size } = randomImage({ width: 7, height: 5, channels: 1 });
    const large = resizePlane({ data: noise, ...size }, { width: 21, height: 15 });
    noise.forEach((level, i) => {
      expect(large.data[(3 * Math.floor(i / 7) + 1) * 21 + 3 * (i % 7) + 1]).toBeCloseTo(level, 4);
    });
  });

  it("treats each of several planes separately", () => {
    const { data, ...size } = randomImage({ width: 7, height: 5, channels: 3 });
    const large = resizePlane({ data, ...size }, { width: 11, height: 4 });
    for (const channel of [0, 1, 2]) {
      const plane = data.filter((_, i) => i % 3 === channel);
      const alone = resizePlane({ data: plane, ...size }, { width: 11, height: 4 });
      expect(large.data.filter((_, i) => i % 3 === channel)).toEqual(alone.data);
    }
  });

  it("keeps a constant plane constant, for any size", () => {
    const even = { data: new Float32Array(13 * 11).fill(93), width: 13, height: 11 };
    for (const [width, height] of [
      [1, 1],
      [5, 11],
      [12, 10],
      [40, 3],
    ] as const) {
      const { data } = resizePlane(even, { width, height });
      expect(data).toHaveLength(width * height);
      for (const level of data) expect(level).toBeCloseTo(93, 3);
    }
  });

  it("accepts any size, even a single pixel", () => {
    const one = { data: Float32Array.of(77), width: 1, height: 1 };
    for (const level of resizePlane(one, { width: 5, height: 3 }).data) expect(level).toBeCloseTo(77, 4);
  });
});

describe("hidden colours", () => {
  it("are replaced by the surrounding colours, and visible pixels stay unchanged", () => {
    const image = randomImage({ width: 23, height: 17 });
    const alpha = image.data.filter((_, i) => i % 3 === 0).map((level) => (level < 140 ? 0 : level));
    const filled = fillHidden({ ...image, alpha });
    alpha.forEach((opacity, i) => {
      const [before, after] = [image, filled].map(({ data }) => data.subarray(3 * i, 3 * i + 3));
      if (opacity > 0) expect(after).toEqual(before);
    });
    // The result does not depend on the stored colours.
    const other = image.data.map((level, i) => (alpha[Math.floor(i / 3)]! > 0 ? level : 255 - level));
    expect(fillHidden({ ...image, data: other, alpha })).toEqual(filled);
    expect(filled.data.every((level) => level >= 0 && level <= 255)).toBe(true);
  });

  it("become the colour of the visible pixels if there is only one", () => {
    const alpha = Float32Array.from({ length: 19 * 11 }, (_, i) => (i === 30 ? 9 : i === 150 ? 255 : 0));
    const data = Float32Array.from(
      { length: 19 * 11 * 3 },
      (_, i) => (i % 3) + (alpha[Math.floor(i / 3)]! > 0 ? 70 : 0),
    );
    const filled = fillHidden({ data, alpha, width: 19, height: 11, channels: 3 as const });
    filled.data.forEach((level, i) => expect(level).toBeCloseTo((i % 3) + 70, 4));
  });

  it("stay unchanged if no pixel or every pixel is visible", () => {
    const image = { ...randomImage(), alpha: new Float32Array(13 * 7) };
    expect(fillHidden(image)).toBe(image);
    const opaque = { ...image, alpha: image.alpha.fill(1) };
    expect(fillHidden(opaque)).toBe(opaque);
  });
});
