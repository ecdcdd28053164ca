interface Size {
  readonly width: number;
  readonly height: number;
}

/** Factor by which changes are amplified. */
const CHANGE = 8;

/** Draws gray levels. */
export function drawLevels(canvas: HTMLCanvasElement, levels: Float32Array, size: Size): void {
  draw(canvas, size, (i) => levels[i]!);
}

/** Draws the difference of two images: lighter, darker, or middle gray where they are equal. */
export function drawChange(
  canvas: HTMLCanvasElement,
  levels: Float32Array,
  before: Float32Array,
  size: Size,
): void {
  draw(canvas, size, (i) => 128 + CHANGE * (levels[i]! - before[i]!));
}

function draw(canvas: HTMLCanvasElement, { width, height }: Size, levelAt: (i: number) => number): void {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d")!;
  const picture = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const level = levelAt(i);
    picture.data.set([level, level, level, 255], 4 * i);
  }
  context.putImageData(picture, 0, 0);
}
