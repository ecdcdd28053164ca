import type { TensorInfo } from "@tensorflow/tfjs-core";
import { gridOf } from "../pass.ts";
import { PLAIN_TILE, writeFold, writePool, writeTable } from "../shader/write-plain.ts";
import { rowsOf } from "./grid-pass.ts";
import type { GridPass } from "./grid-pass.ts";

/** A batch of images and the blocks of pixels that form one point of the grid. */
export interface BlockedImages {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly block: number;
}

type PlainShape = Pick<GridPass, "batch" | "width" | "tileRows" | "tileColumns" | "params">;

function plainShape(images: BlockedImages): PlainShape {
  const { batch, height, width, block } = images;
  const { rows, columns } = gridOf(images);
  return {
    batch,
    width,
    tileRows: Math.ceil(rows / PLAIN_TILE),
    tileColumns: Math.ceil(columns / PLAIN_TILE),
    params: { height, width, rows, columns, block },
  };
}

/** Reduces every block of `image`, times `other` if given, to one point of `out`. */
export function poolPass(
  kind: "mean" | "sum" | "product",
  images: BlockedImages,
  { image, other, out }: Readonly<Record<"image" | "out", TensorInfo>> & { readonly other?: TensorInfo },
): GridPass {
  const { rows, columns } = gridOf(images);
  const fine = rowsOf(images, PLAIN_TILE * images.block);
  const { bindings, code } = writePool(kind);
  return {
    ...plainShape(images),
    key: `pool ${kind}`,
    bindings,
    code: () => code,
    buffers: {
      image: { tensor: image, rows: fine },
      ...(other && { other: { tensor: other, rows: fine } }),
      out: { tensor: out, rows: rowsOf({ height: rows, width: columns }, PLAIN_TILE) },
    },
    work: PLAIN_TILE ** 2 * images.block ** 2,
  };
}

/** Target of a map with a border; `from` says to which values it is added. */
export interface FoldOptions {
  readonly padded: TensorInfo;
  readonly border: number;
  readonly sign: 1 | -1;
  readonly from: "base" | "zero" | "out";
  readonly base?: TensorInfo;
  readonly out: TensorInfo;
}

/** Folds the border back and copies every point to the pixels of its block: the transpose of their mean. */
export function foldPass(
  images: BlockedImages,
  { padded, border, sign, from, base, out }: FoldOptions,
): GridPass {
  const { rows, columns } = gridOf(images);
  const fine = rowsOf(images, PLAIN_TILE * images.block);
  const shape = plainShape(images);
  const grown = { height: rows + 2 * border, width: columns + 2 * border };
  // Here, a row of the grid is `border` further down, and its mirror images are at most 2 · `border` away.
  const within = rowsOf(grown, PLAIN_TILE, 3 * border);
  const { bindings, code } = writeFold(from);
  return {
    ...shape,
    params: { ...shape.params, border, sign },
    key: `fold ${from}`,
    bindings,
    code: () => code,
    buffers: {
      padded: { tensor: padded, rows: within },
      ...(base && { base: { tensor: base, rows: fine } }),
      out: { tensor: out, rows: fine },
    },
    work: PLAIN_TILE ** 2 * images.block ** 2,
  };
}

/** Converts the sums of a table from integers to floats. */
export function tablePass(
  [count, nodes]: readonly [number, number],
  sign: 1 | -1,
  total: number,
  { sums, bound, out }: Readonly<Record<"sums" | "bound" | "out", TensorInfo>>,
): GridPass {
  const shape = plainShape({ batch: 1, height: count, width: nodes, block: 1 });
  const { bindings, code } = writeTable();
  return {
    ...shape,
    params: { ...shape.params, sign, total },
    key: "table",
    bindings,
    code: () => code,
    buffers: { sums: { tensor: sums }, bound: { tensor: bound }, out: { tensor: out } },
    work: PLAIN_TILE ** 2,
  };
}
