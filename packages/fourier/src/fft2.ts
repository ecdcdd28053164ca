import { Tensor, tensor4d, util } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { composedTransform, transformImages } from "./image-transform.ts";
import type { TransformDirection } from "./image-transform.ts";
import { runLinearOp } from "./linear-op.ts";
import type { LinearOp } from "./linear-op.ts";

/**
 * Complex images as two real tensors `[batch, height, width, channels]`: not every tfjs backend supports
 * complex tensors.
 */
export interface ComplexImages {
  readonly real: Tensor4D;
  readonly imag: Tensor4D;
}

/** Complex images, or real ones if `imag` is missing. */
export interface ComplexImagesInput {
  readonly real: Tensor4D;
  readonly imag?: Tensor4D | undefined;
}

const OP: LinearOp<TransformDirection> = {
  kernelName: "GenericDPFourierTransform",
  onHost: ([real, imag], direction) => {
    const shape = real!.shape as Tensor4D["shape"];
    const result = transformImages(real!.dataSync(), imag?.dataSync(), shape, direction);
    return [tensor4d(result.real, shape), tensor4d(result.imag, shape)];
  },
  composed: ([real, imag], direction) =>
    composedTransform(real as Tensor4D, imag as Tensor4D | undefined, direction),
  transpose: ({ inverse, divided }) => ({ inverse: !inverse, divided }),
};

/**
 * The two-dimensional discrete Fourier transform of every image and channel,
 *
 *     X[k, l] = Σ_{m, n} x[m, n] exp(−2πi (k m/height + l n/width))
 *
 * differentiable, on every tfjs backend, for any size; {@link goodSize} finds fast sizes. On backends that
 * keep tensors in main memory, this is a fast Fourier transform in double precision (mixed radix, or
 * Bluestein's algorithm for sizes with prime factors above 47). Elsewhere it is a product with the
 * transform's matrices.
 *
 * @returns new tensors of the input's shape.
 * @throws TypeError or RangeError if the shapes do not fit.
 */
export function fft2(input: ComplexImagesInput): ComplexImages {
  return run("fft2", input, { inverse: false, divided: false });
}

/**
 * The inverse of {@link fft2}: x[m, n] = 1/(height·width) Σ_{k, l} X[k, l] exp(2πi (k m/height + l n/width)).
 *
 * @throws TypeError or RangeError if the shapes do not fit.
 */
export function ifft2(input: ComplexImagesInput): ComplexImages {
  return run("ifft2", input, { inverse: true, divided: true });
}

function run(
  where: string,
  { real, imag }: ComplexImagesInput,
  direction: TransformDirection,
): ComplexImages {
  for (const [name, part] of Object.entries(imag === undefined ? { real } : { real, imag })) {
    if (!(part instanceof Tensor && part.rank === 4 && part.size > 0)) {
      const got = part instanceof Tensor ? `[${part.shape}]` : String(part);
      throw new TypeError(`${where}: expected ${name} of shape [batch, height, width, channels], got ${got}`);
    }
  }
  if (imag !== undefined && !util.arraysEqual(real.shape, imag.shape)) {
    throw new RangeError(`${where}: expected imag of real's shape [${real.shape}], got [${imag.shape}]`);
  }
  const outputs = runLinearOp(OP, imag === undefined ? [real] : [real, imag], direction);
  return { real: outputs[0] as Tensor4D, imag: outputs[1] as Tensor4D };
}
