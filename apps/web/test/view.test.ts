import { describe, expect, it } from "vitest";
import { knownPixels } from "../src/view/stroke.ts";
import type { Stroke } from "../src/view/stroke.ts";
import { fitted, held, nearestSeen, toPhoto, zoomed } from "../src/view/transform.ts";

describe("the position of the photo", () => {
  const view = { width: 800, height: 600 };
  const photos = [
    { width: 4000, height: 3000 },
    { width: 100, height: 3000 },
    { width: 64, height: 48 },
  ];

  it.each(photos)("%o: fits into the view", (photo) => {
    const { scale, x, y } = fitted(view, photo);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(x + photo.width * scale).toBeLessThanOrEqual(view.width);
    expect(y + photo.height * scale).toBeLessThanOrEqual(view.height);
    expect(held(fitted(view, photo), view, photo)).toEqual(fitted(view, photo));
  });

  it.each(photos)(
    "%o: zooming keeps the point under the pointer while there is room on all sides",
    (photo) => {
      const anchor = { x: 400, y: 290 };
      const near = zoomed(fitted(view, photo), 1000, anchor, view, photo);
      const point = toPhoto(near, anchor);
      const farther = zoomed(near, 0.9, anchor, view, photo);
      expect(toPhoto(farther, anchor).x).toBeCloseTo(point.x, 6);
      expect(toPhoto(farther, anchor).y).toBeCloseTo(point.y, 6);
    },
  );

  it.each(photos)("%o: stays in view whatever the zoom and the movement", (photo) => {
    let at = fitted(view, photo);
    for (const [factor, dx] of [
      [3, 900],
      [0.01, -4000],
      [50, 10],
      [0.5, 77],
    ] as const) {
      at = zoomed(at, factor, { x: 10, y: 590 }, view, photo);
      at = held({ ...at, x: at.x + dx, y: at.y - dx }, view, photo);
      expect(at.x).toBeLessThan(view.width);
      expect(at.x + at.scale * photo.width).toBeGreaterThan(0);
      expect(at.scale).toBeLessThanOrEqual(32);
      // There must be no gap on one side while the other side is cut off.
      const [left, right] = [at.x, view.width - at.x - at.scale * photo.width];
      expect(Math.min(left, right) >= -1e-6 || Math.max(left, right) <= 1e-6).toBe(true);
    }
  });
});

describe("the keyboard's brush", () => {
  const view = { width: 800, height: 600 };

  it.each([
    [{ width: 64, height: 48 }, 1],
    [{ width: 64, height: 48 }, 8],
    [{ width: 4000, height: 3000 }, 1],
  ])("stays on the visible part of %o at %d", (photo, scale) => {
    const fit = fitted(view, photo);
    const at = zoomed(fit, scale / fit.scale, { x: 400, y: 300 }, view, photo);
    expect(at.scale).toBeCloseTo(scale, 9);
    for (const place of [
      { x: 400, y: 300 },
      { x: -50, y: 900 },
      { x: 2000, y: -1 },
    ]) {
      const nearest = nearestSeen(at, place, view, photo);
      const { x, y } = toPhoto(at, nearest);
      expect([x >= -1e-9, y >= -1e-9, x <= photo.width + 1e-9, y <= photo.height + 1e-9]).not.toContain(
        false,
      );
      expect([nearest.x >= 0, nearest.y >= 0, nearest.x <= 800, nearest.y <= 600]).not.toContain(false);
      expect(nearestSeen(at, nearest, view, photo)).toEqual(nearest);
    }
  });

  it("a small photo stays centred in the space above the tools", () => {
    const photo = { width: 64, height: 48 };
    const small = zoomed(fitted(view, photo), 0.5, { x: 0, y: 0 }, view, photo);
    const middle = ({ scale, y }: typeof small): number => y + (photo.height * scale) / 2;
    expect(middle(small)).toBeCloseTo(middle(fitted(view, photo)), 9);
  });
});

describe("painted pixels", () => {
  const size = { width: 20, height: 10 };
  const dot = (x: number, y: number, radius: number, erase = false): Stroke => ({
    points: [{ x, y }],
    radius,
    erase,
  });

  it("are those whose centre the brush covers", () => {
    const known = knownPixels([dot(5, 5, 1)], size)!;
    const painted = [...known.keys()].filter((i) => known[i] === 0);
    expect(painted).toEqual([4 * 20 + 4, 4 * 20 + 5, 5 * 20 + 4, 5 * 20 + 5]);
  });

  it("follow a stroke without gaps, however fast it was", () => {
    const points = [
      { x: 2, y: 5 },
      { x: 18, y: 5 },
    ];
    const known = knownPixels([{ points, radius: 1, erase: false }], size)!;
    for (let x = 1; x < 19; x++) expect([known[4 * 20 + x], known[5 * 20 + x]]).toEqual([0, 0]);
    expect(known.filter((value) => value === 0)).toHaveLength(2 * 18);
  });

  it("can be erased and painted again", () => {
    expect(knownPixels([dot(5, 5, 3), dot(5, 5, 4, true)], size)).toBeUndefined();
    expect(knownPixels([dot(5, 5, 3), dot(5, 5, 4, true), dot(5, 5, 1)], size)).toEqual(
      knownPixels([dot(5, 5, 1)], size),
    );
  });

  it("are absent if nothing, or only outside the photo, was painted", () => {
    expect(knownPixels([], size)).toBeUndefined();
    expect(knownPixels([dot(-50, 400, 9)], size)).toBeUndefined();
  });
});
