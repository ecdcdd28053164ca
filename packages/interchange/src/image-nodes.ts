import type { GraphBuilder } from "./graph-builder.ts";

/** Operations on images `[batch, channels, height, width]` of any size, other than convolutions. */
export interface ImageNodes {
  /**
   * Extends block means by mirroring them at their edges, including the edge pixel; the border may exceed the
   * image.
   */
  mirror(means: string, block: number, border: number): string;
  /** Averages each block of pixels; a block cut off by the edge is averaged over its remaining part. */
  blockMean(image: string, block: number): string;
  /** Copies each mean over its block, up to the size of the input. */
  replicate(means: string, block: number): string;
}

/** @param input the input image of the graph; all other images have its size. */
export function imageNodes({ node, integers, number }: GraphBuilder, input: string): ImageNodes {
  const once = memo();
  const one = integers(1);
  const size = node("Shape", [input]);
  const sides = [2, 3].map((axis) => node("Gather", [size, integers(axis)]));

  /** ⌈side / block⌉ */
  const blocks = (side: string, block: number): string =>
    once(`blocks ${block} ${side}`, () =>
      node("Div", [node("Add", [side, integers(block - 1)]), integers(block)]),
    );

  /** Selects pixels by their indices in each column, then in each row. */
  const pick = (image: string, indices: (side: string) => string): string =>
    sides.reduce(
      (from, side, i) => node("Gather", [from, indices(side)], { attributes: { axis: i + 2 } }),
      image,
    );

  /** −border … side + border − 1, mirrored into 0 … side − 1; the pattern has period 2 · side. */
  const mirrored = (side: string, border: number): string =>
    once(`mirrored ${border} ${side}`, () => {
      const period = node("Mul", [side, integers(2)]);
      const place = node("Range", [integers(-border), node("Add", [side, integers(border)]), one]);
      const there = node("Mod", [place, period]);
      return node("Min", [there, node("Sub", [node("Sub", [period, one]), there])]);
    });

  const replicated = (side: string, block: number): string =>
    once(`replicated ${block} ${side}`, () =>
      node("Div", [node("Range", [integers(0), side, one]), integers(block)]),
    );

  /** Averages whole blocks, with zeros beyond the lower and right edges. */
  const zeroMean = (image: string, block: number): string => {
    const pads = once(`pads ${block}`, () => {
      const missing = sides.map((side) => {
        const whole = node("Mul", [blocks(side, block), integers(block)]);
        return node("Reshape", [node("Sub", [whole, side]), integers([1])]);
      });
      return node("Concat", [integers([0, 0, 0, 0, 0, 0]), ...missing], { attributes: { axis: 0 } });
    });
    const sizes = [block, block];
    return node("AveragePool", [node("Pad", [image, pads])], {
      attributes: { kernel_shape: sizes, strides: sizes },
    });
  };

  /** The share of each block that is inside the image. */
  const shares = (block: number): string =>
    once(`shares ${block}`, () => {
      const lengths = sides.map((side) => node("Reshape", [side, integers([1])]));
      const plane = node("Concat", [integers([1, 1]), ...lengths], { attributes: { axis: 0 } });
      return zeroMean(node("Expand", [number(1), plane]), block);
    });

  return {
    mirror: (means, block, border) => pick(means, (side) => mirrored(blocks(side, block), border)),
    blockMean: (image, block) => {
      return block === 1 ? image : node("Div", [zeroMean(image, block), shares(block)]);
    },
    replicate: (means, block) => (block === 1 ? means : pick(means, (side) => replicated(side, block))),
  };
}

/** Makes the value for each key only once. */
function memo(): (key: string, make: () => string) => string {
  const made = new Map<string, string>();
  return (key, make) => {
    const value = made.get(key) ?? make();
    made.set(key, value);
    return value;
  };
}
