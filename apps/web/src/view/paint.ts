import type { Drawing } from "../codec/protocol.ts";
import type { Point, Stroke } from "./stroke.ts";
import type { Box, Transform } from "./transform.ts";

/** Everything that the view shows; lengths in CSS pixels unless they say the photo's. */
export interface Scene {
  readonly view: Box;
  readonly at: Transform;
  readonly photo: Box & { readonly drawing: Drawing };
  /** The result, and the x position from which it is shown. */
  readonly after: { readonly drawing: Drawing; readonly from: number } | undefined;
  readonly strokes: readonly Stroke[];
  /** The part of the photo that the detail shows, in its pixels. */
  readonly detail: (Point & Box) | undefined;
  /** The restored detail. */
  readonly preview: CanvasImageSource | undefined;
  readonly brush: (Point & { readonly radius: number }) | undefined;
  readonly colour: string;
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws the scene; `density` is device pixels per CSS pixel. */
export function paint(context: CanvasRenderingContext2D, scene: Scene, density: number): void {
  const { view, at, photo, after, detail, preview, brush } = scene;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  drawPhoto(context, photo.drawing, scene, density);
  if (after) {
    context.save();
    context.beginPath();
    context.rect(after.from, 0, view.width - after.from, view.height);
    context.clip();
    context.clearRect(at.x, at.y, photo.width * at.scale, photo.height * at.scale);
    drawPhoto(context, after.drawing, scene, density);
    context.restore();
  }
  if (scene.strokes.length > 0) drawStrokes(context, scene, density);
  if (detail) {
    const place = { ...toView(at, detail), ...scaled(detail, at.scale) };
    if (preview) context.drawImage(preview, place.x, place.y, place.width, place.height);
    frame(context, place);
  }
  if (brush) ring(context, { ...toView(at, brush), radius: brush.radius * at.scale });
}

function drawPhoto(context: Context, { full, small }: Drawing, scene: Scene, density: number): void {
  const { at, photo } = scene;
  const [width, height] = [photo.width * at.scale, photo.height * at.scale];
  // If the photo is shown small, the smaller drawing looks the same and is far faster; enlarged pixels are
  // squares.
  const drawing = width * density <= small.width ? small : full;
  context.imageSmoothingEnabled = width * density < 2 * drawing.width;
  // Better smoothing is visible only if the photo is reduced a lot, and is slow without a GPU.
  drawCheckers(context, { x: at.x, y: at.y, width, height }, scene);
  context.imageSmoothingQuality = drawing.width > 2 * width * density ? "medium" : "low";
  context.drawImage(drawing, at.x, at.y, width, height);
}

/** Side of the squares behind transparent pixels. */
const CHECKER = 8;

/** Draws a checkerboard behind the photo, which is visible through transparent pixels. */
function drawCheckers(context: Context, place: Point & Box, { view }: Scene): void {
  const [left, top] = [Math.max(0, place.x), Math.max(0, place.y)];
  const [right, bottom] = [
    Math.min(view.width, place.x + place.width),
    Math.min(view.height, place.y + place.height),
  ];
  if (right <= left || bottom <= top) return;
  context.fillStyle = checkers(context, CHECKER);
  context.fillRect(left, top, right - left, bottom - top);
}

/** A checkerboard pattern with squares of `side` pixels. */
export function checkers(context: Context, side: number): CanvasPattern | string {
  const tile = new OffscreenCanvas(2 * side, 2 * side);
  const paper = tile.getContext("2d");
  if (paper === null) return "#fff";
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, 2 * side, 2 * side);
  paper.fillStyle = "#ccc";
  paper.fillRect(0, 0, side, side);
  paper.fillRect(side, side, side, side);
  return context.createPattern(tile, "repeat") ?? "#fff";
}

function drawStrokes(context: CanvasRenderingContext2D, scene: Scene, density: number): void {
  const { view, at, colour } = scene;
  const layer = new OffscreenCanvas(Math.ceil(view.width * density), Math.ceil(view.height * density));
  const paper = layer.getContext("2d");
  if (paper === null) return;
  paper.setTransform(density * at.scale, 0, 0, density * at.scale, density * at.x, density * at.y);
  paper.lineCap = "round";
  paper.lineJoin = "round";
  paper.strokeStyle = colour;
  for (const { points, radius, erase } of scene.strokes) {
    paper.globalCompositeOperation = erase ? "destination-out" : "source-over";
    paper.lineWidth = 2 * radius;
    paper.beginPath();
    for (const { x, y } of points) paper.lineTo(x, y);
    const [{ x, y }] = points as readonly [Point];
    // A stroke with a single point is a dot.
    if (points.length === 1) paper.lineTo(x, y + 1e-3);
    paper.stroke();
  }
  context.save();
  context.globalAlpha = 0.6;
  context.drawImage(layer, 0, 0, view.width, view.height);
  context.restore();
}

/** Draws a line that is visible on light and dark backgrounds. */
function outline(context: Context, trace: () => void): void {
  for (const [style, width] of [
    ["rgb(0 0 0 / 0.55)", 3],
    ["#fff", 1.25],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    trace();
    context.stroke();
  }
}

function frame(context: Context, { x, y, width, height }: Point & Box): void {
  outline(context, () => context.rect(x, y, width, height));
}

function ring(context: Context, { x, y, radius }: Point & { readonly radius: number }): void {
  outline(context, () => context.arc(x, y, Math.max(1.5, radius), 0, 2 * Math.PI));
}

function toView({ scale, x, y }: Transform, point: Point): Point {
  return { x: x + point.x * scale, y: y + point.y * scale };
}

function scaled({ width, height }: Box, scale: number): Box {
  return { width: width * scale, height: height * scale };
}
