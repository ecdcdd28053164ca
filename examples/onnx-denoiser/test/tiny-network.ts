/*
 * A file of a network, written field by field: a protocol buffer as https://onnx.ai/onnx/repo-docs/IR.html
 * describes it.
 */
type Bytes = readonly number[];

function varint(value: number): Bytes {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
const whole = (field: number, value: number): Bytes => [...varint(field << 3), ...varint(value)];
const block = (field: number, content: Bytes): Bytes => [
  ...varint((field << 3) | 2),
  ...varint(content.length),
  ...content,
];
const text = (field: number, value: string): Bytes => block(field, [...new TextEncoder().encode(value)]);

const FLOAT = 1;
const INTEGERS = 7;

function node(operation: string, inputs: readonly string[], output: string, attribute: Bytes = []): Bytes {
  return block(1, [
    ...inputs.flatMap((name) => text(1, name)),
    ...text(2, output),
    ...text(4, operation),
    ...attribute,
  ]);
}

/** Four sides, each a number or a name for what is only known later. */
function described(field: number, name: string, shape: readonly (number | string)[]): Bytes {
  const sides = shape.flatMap((side) => block(1, typeof side === "string" ? text(2, side) : whole(1, side)));
  return block(field, [...text(1, name), ...block(2, block(1, [...whole(1, FLOAT), ...block(2, sides)]))]);
}

/**
 * x + s · (k ∗ x − x): of the noise level s, in the network's unit, so much is smoothed with a kernel of 3×3,
 * zeros beyond the edges.
 */
export function tinyNetwork(kernel: readonly number[]): Uint8Array {
  const weights = [...new Uint8Array(new Float32Array(kernel).buffer)];
  const sides = [1, 1, 3, 3].flatMap((side) => whole(1, side));
  const pads = block(5, [
    ...text(1, "pads"),
    ...[1, 1, 1, 1].flatMap((side) => whole(8, side)),
    ...whole(20, INTEGERS),
  ]);
  const images = ["batch", 1, "height", "width"];
  const graph = [
    ...node("Conv", ["image", "kernel"], "smooth", pads),
    ...node("Sub", ["smooth", "image"], "change"),
    ...node("Mul", ["change", "level"], "share"),
    ...node("Add", ["image", "share"], "clean"),
    ...text(2, "tiny"),
    ...block(5, [...sides, ...whole(2, FLOAT), ...text(8, "kernel"), ...block(9, weights)]),
    ...described(11, "image", images),
    ...described(11, "level", ["batch", 1, 1, 1]),
    ...described(12, "clean", images),
  ];
  const operators = [...text(1, ""), ...whole(2, 13)];
  return Uint8Array.from([...whole(1, 8), ...block(7, graph), ...block(8, operators)]);
}
