/** An RGB picture with three gray levels per pixel. */
export interface Picture {
  readonly data: Float32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

const SEPARATOR = 4;

/** Pictures of the same height side by side, separated by thin white lines. */
export function sideBySide(pictures: readonly Picture[]): Picture {
  const height = pictures[0]!.height;
  const width = pictures.reduce((sum, picture) => sum + picture.width, 0) + SEPARATOR * (pictures.length - 1);
  const data = new Float32Array(3 * width * height).fill(255);
  let left = 0;
  for (const picture of pictures) {
    const row = 3 * picture.width;
    for (let y = 0; y < height; y++) {
      data.set(picture.data.subarray(y * row, (y + 1) * row), 3 * (y * width + left));
    }
    left += picture.width + SEPARATOR;
  }
  return { data, width, height };
}
