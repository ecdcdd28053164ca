import { gather, pad, reshape, scatterND, slice, tensor1d, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * The pixel at each position of a line of `size` pixels that is mirrored (edge pixel repeated) by `border`
 * pixels on both sides.
 */
function mirroredIndices(size: number, border: number): Int32Array {
  const period = 2 * size;
  return Int32Array.from({ length: size + 2 * border }, (_, i) => {
    const j = (((i - border) % period) + period) % period;
    return j < size ? j : period - 1 - j;
  });
}

/**
 * Mirrors `[batch, height, width, channels]` at its edges, edge pixel repeated; any border, however small the
 * image.
 */
export function padSymmetric(x: Tensor4D, border: number): Tensor4D {
  if (border === 0) return x.clone();
  return tidy(() => {
    const rows = tensor1d(mirroredIndices(x.shape[1], border), "int32");
    const columns = tensor1d(mirroredIndices(x.shape[2], border), "int32");
    return gather(gather(x, rows, 1), columns, 2);
  });
}

/** The transpose of {@link padSymmetric}: adds each border pixel to the pixel that it mirrors. */
export function foldSymmetric(padded: Tensor4D, border: number): Tensor4D {
  if (border === 0) return padded.clone();
  return tidy(() => {
    const rowsFirst = foldFirstAxis(transpose(padded, [1, 2, 0, 3]), border);
    const columnsFirst = foldFirstAxis(transpose(rowsFirst, [1, 0, 2, 3]), border);
    return transpose(columnsFirst, [2, 1, 0, 3]);
  });
}

function foldFirstAxis(x: Tensor4D, border: number): Tensor4D {
  const size = x.shape[0] - 2 * border;
  const target = reshape(tensor1d(mirroredIndices(size, border), "int32"), [x.shape[0], 1]);
  return scatterND(target, x, [size, x.shape[1], x.shape[2], x.shape[3]]) as Tensor4D;
}

/** Surrounds `[batch, height, width, channels]` with `border` zeros. */
export function padZeros(x: Tensor4D, border: number): Tensor4D {
  return pad(x, [
    [0, 0],
    [border, border],
    [border, border],
    [0, 0],
  ]) as Tensor4D;
}

/** Keeps the first `height` × `width` pixels. */
export function cropTopLeft(x: Tensor4D, height: number, width: number): Tensor4D {
  return slice(x, [0, 0, 0, 0], [x.shape[0], height, width, x.shape[3]]);
}
