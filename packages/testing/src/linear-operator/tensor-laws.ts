import { memory } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Law } from "../law.ts";
import type { OperatorCase } from "./operator-case.ts";
import { randomVector, upload } from "./vector.ts";

export const keepsShapes: Law<OperatorCase> = {
  name: "outputShape is the shape of forward, and adjoint returns to the input's",
  async check({ operator, inputShapes }) {
    for (const inputShape of inputShapes) {
      const outputShape = operator.outputShape([...inputShape]);
      const x = upload(randomVector(inputShape, 1));
      const y = upload(randomVector(outputShape, 2));
      const results = { forward: operator.forward(x), adjoint: operator.adjoint(y) };
      const expected = { forward: outputShape, adjoint: inputShape };
      const got = Object.entries(results).map(([part, tensor]) => [part, describeTensor(tensor)] as const);
      for (const tensor of [x, y, ...Object.values(results)]) tensor.dispose();
      for (const [part, description] of got) {
        const wanted = `float32 [${expected[part as keyof typeof expected]}]`;
        if (description !== wanted) {
          throw new Error(`expected ${part} to return ${wanted} for [${inputShape}], got ${description}`);
        }
      }
    }
  },
};

export const leavesInputs: Law<OperatorCase> = {
  name: "leaves its inputs unchanged and returns other tensors",
  async check({ operator, inputShapes }) {
    for (const inputShape of inputShapes) {
      const vectors = [randomVector(inputShape, 1), randomVector(operator.outputShape([...inputShape]), 2)];
      const tensors = vectors.map(upload) as [Tensor4D, Tensor4D];
      for (const run of calls({ operator, inputShapes }, ...tensors)) run().dispose();
      for (const [i, tensor] of tensors.entries()) {
        // If an operator returns its input, it is disposed with the result.
        if (tensor.isDisposed)
          throw new Error("expected the inputs to outlive the results, got one disposed of");
        const after = await tensor.data();
        tensor.dispose();
        const changed = vectors[i]!.values.findIndex((value, at) => value !== after[at]);
        if (changed >= 0) throw new Error(`expected unchanged inputs, got another number at ${changed}`);
      }
    }
  },
};

export const leaksNothing: Law<OperatorCase> = {
  name: "leaks no tensor",
  async check({ operator, inputShapes }) {
    for (const inputShape of inputShapes) {
      const x = upload(randomVector(inputShape, 1));
      const y = upload(randomVector(operator.outputShape([...inputShape]), 2));
      for (const run of calls({ operator, inputShapes }, x, y)) {
        // Tensors that the first call keeps are a cache, not a leak.
        run().dispose();
        const before = memory();
        run().dispose();
        const after = memory();
        for (const count of ["numTensors", "numDataBuffers"] as const) {
          const more = after[count] - before[count];
          if (more !== 0) throw new Error(`expected no change of ${count} by a second call, got ${more}`);
        }
      }
      x.dispose();
      y.dispose();
    }
  },
};

function calls({ operator }: OperatorCase, x: Tensor4D, y: Tensor4D): (() => Tensor4D)[] {
  const { proxL2 } = operator;
  const both = [() => operator.forward(x), () => operator.adjoint(y)];
  return proxL2 === undefined ? both : [...both, () => proxL2.call(operator, x, y, 0.5)];
}

function describeTensor({ dtype, shape }: Tensor4D): string {
  return `${dtype} [${shape}]`;
}
