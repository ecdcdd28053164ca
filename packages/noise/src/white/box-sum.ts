/**
 * The sums over every boxWidth × boxHeight box inside an image, row by row:
 * (width − boxWidth + 1) × (height − boxHeight + 1) of them.
 *
 * Along both axes, each sum starts from zero instead of the previous one, so that sums of zeros are exactly
 * zero.
 */
export function boxSum(
  values: Float64Array,
  width: number,
  boxWidth: number,
  boxHeight: number,
): Float64Array {
  const columns = width - boxWidth + 1;
  const rows = values.length / width - boxHeight + 1;
  const result = new Float64Array(columns * rows);
  const line = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    line.fill(0);
    for (let k = 0; k < boxHeight; k++) {
      const start = (row + k) * width;
      for (let column = 0; column < width; column++) line[column]! += values[start + column]!;
    }
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let k = 0; k < boxWidth; k++) sum += line[column + k]!;
      result[row * columns + column] = sum;
    }
  }
  return result;
}
