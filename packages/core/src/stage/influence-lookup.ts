import {
  add,
  cast,
  clipByValue,
  floor,
  gather,
  greaterEqual,
  less,
  logicalAnd,
  minimum,
  mul,
  range,
  reshape,
  scalar,
  scatterND,
  sub,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** φ(v) from its table, with the data for its derivatives. */
export interface InfluenceLookup {
  readonly value: Tensor4D;
  /** φ'(v); zero outside the table. Computed on demand, because the forward pass does not need it. */
  slope(): Tensor4D;
  /** Flat index of the node on the left, and the distance of the argument from it (0..1). */
  readonly node: Tensor4D;
  readonly fraction: Tensor4D;
}

/**
 * Looks φ_i(v_i) up in `table` `[count, nodes]` over [−radius, radius] for each channel of `v` `[b, h, w,
 * count]`: linear between the nodes, constant outside.
 */
export function lookUpInfluence(v: Tensor4D, table: Tensor2D, radius: number): InfluenceLookup {
  const [count, nodes] = table.shape;
  const pieces = nodes - 1;
  const place = add(mul(v, pieces / (2 * radius)), pieces / 2);
  const clamped = clipByValue(place, 0, pieces);
  const left = minimum(floor(clamped), pieces - 1);
  const fraction = sub(clamped, left) as Tensor4D;
  const node = add(cast(left, "int32"), range(0, count * nodes, nodes, "int32")) as Tensor4D;
  const flat = reshape(table, [count * nodes]);
  const low = gather(flat, node);
  const high = gather(flat, nextNode(node));
  const rise = sub(high, low);
  return {
    value: add(low, mul(fraction, rise)),
    slope: () => {
      const inside = cast(logicalAnd(greaterEqual(place, 0), less(place, pieces)), "float32");
      return mul(mul(rise, inside), pieces / (2 * radius));
    },
    node,
    fraction,
  };
}

/**
 * The transpose of the look-up in the table: adds `g`, spread over the two nodes that it came from, to
 * `[count, nodes]`.
 */
export function scatterToTable(g: Tensor, lookup: InfluenceLookup, shape: [number, number]): Tensor2D {
  return tidy(() => {
    const size = shape[0] * shape[1];
    const onto = (node: Tensor, weight: Tensor): Tensor =>
      scatterND(reshape(node, [-1, 1]), reshape(mul(g, weight), [-1]), [size]);
    const left = onto(lookup.node, sub(1, lookup.fraction));
    const right = onto(nextNode(lookup.node), lookup.fraction);
    return reshape(add(left, right), shape);
  });
}

function nextNode(node: Tensor4D): Tensor4D {
  return add(node, scalar(1, "int32"));
}

/** Numbers of each sample, `[b, c]`, or a map, `[b, h, w, c]`, shaped to multiply an image `[b, h, w, c]`. */
export function perPixel(values: Tensor2D | Tensor4D): Tensor4D {
  return values.rank === 4 ? (values as Tensor4D) : reshape(values, [values.shape[0], 1, 1, values.shape[1]]);
}
