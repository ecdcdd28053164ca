import { addGaussianNoise } from "@genericdp/core";
import type { LinearOperator, RandomStream } from "@genericdp/core";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Plane } from "@genericdp/image";

/** Applies an operator to a plane and adds white Gaussian noise, neither clipped nor rounded. */
export async function measurePlane(
  operator: LinearOperator,
  { data, width, height }: Plane,
  noiseLevel: number,
  random: RandomStream,
): Promise<Plane> {
  const x = tensor4d(data, [1, height, width, 1]);
  try {
    const y = operator.forward(x);
    const [, rows, columns] = y.shape;
    const values = await y.data().finally(() => y.dispose());
    const noisy = new Float32Array(addGaussianNoise(values, noiseLevel, random));
    return { data: noisy, width: columns, height: rows };
  } finally {
    x.dispose();
  }
}
