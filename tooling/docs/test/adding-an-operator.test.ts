import "@tensorflow/tfjs-backend-cpu";
import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineLinearOperator } from "@genericdp/core";
import type { ImageShape, LinearOperator } from "@genericdp/core";
import { linearOperatorLaws } from "@genericdp/testing";
import {
  add,
  cumsum,
  div,
  keep,
  mean,
  mul,
  pad,
  relu,
  round,
  slice,
  sub,
  tensor4d,
} from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { codeBlocks } from "../src/code-blocks.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const text = await readFile(`${root}/docs/adding-an-operator.md`, "utf8");
const example = `${root}/examples/operator-vignette`;

describe("docs/adding-an-operator.md shows the actual example", () => {
  const named = codeBlocks("", text).filter(({ file }) => file !== undefined);

  it.each([
    "src/vignette.ts",
    "src/index.ts",
    "test/vignette.test.ts",
    "tsconfig.json",
    "tsconfig.build.json",
  ])("%s", async (file) => {
    const block = named.find((candidate) => candidate.file === file);
    expect(`${block?.code}\n`).toBe(await readFile(`${example}/${file}`, "utf8"));
  });

  it("package.json, except for what npm adds", async () => {
    const block = named.find(({ file }) => file === "package.json");
    expect(JSON.parse(await readFile(`${example}/package.json`, "utf8"))).toMatchObject(
      JSON.parse(block?.code ?? ""),
    );
  });

  it("every source file", async () => {
    const sources = await readdir(`${example}/src`);
    expect(named.map(({ file }) => file)).toEqual(
      expect.arrayContaining(sources.map((name) => `src/${name}`)),
    );
  });
});

/** x plus a half-strength copy, shifted three pixels to the right. */
const reflection: LinearOperator = {
  name: "reflection",
  outputShape: (shape) => shape,
  forward: (x) => add(x, mul(right(x), 0.5)),
  adjoint: (y) => add(y, mul(left(y), 0.5)),
};

const dark: LinearOperator = {
  name: "dark",
  outputShape: (shape) => shape,
  forward: (x) => mul(x, 0.5),
  adjoint: (y) => mul(y, 0.5),
  proxL2: (z, y, gamma) => div(add(z, mul(y, 0.5 * gamma)), 1 + 0.25 * gamma),
};

describe("docs/adding-an-operator.md quotes the suite's message for each mistake", () => {
  it.each<[string, LinearOperator]>([
    ["another shape", { ...reflection, forward: (x) => slice(x, [0, 0, 3, 0]) }],
    ["a tensor of an earlier call", { ...dark, forward: onceMade((gain) => (x) => mul(x, gain())) }],
    ["a tensor kept", { ...reflection, adjoint: (y) => add(y, mul(keep(left(y)), 0.5)) }],
    ["a constant", { ...dark, forward: (x) => add(mul(x, 0.5), 16) }],
    ["clipping", { ...dark, forward: (x) => relu(mul(x, 0.5)) }],
    ["rounding", { ...dark, forward: (x) => round(mul(x, 0.5)) }],
    ["forward for the adjoint", { ...reflection, adjoint: reflection.forward }],
    ["the inverse for the adjoint", { ...dark, adjoint: (y) => mul(y, 2) }],
    [
      "the same order in the adjoint",
      {
        ...reflection,
        forward: (x) => mul(right(x), rising(x)),
        adjoint: (y) => mul(left(y), rising(y)),
      },
    ],
    ["a mean over the batch", { ...reflection, forward: withoutMean, adjoint: withoutMean }],
    ["g for g²", { ...dark, proxL2: (z, y, g) => div(add(z, mul(y, 0.5 * g)), 1 + 0.5 * g) }],
    ["a lopsided preconditioner", { ...reflection, precondition: (x) => cumsum(x, 1) }],
  ])("%s", async (_, parts) => {
    const { law, message } = await firstFailure(defineLinearOperator(parts));
    const numbers = /-?\d+\.\d+(e-?\d+)?/g;
    expect(text).toContain(`| ${message.replaceAll(numbers, "…")} | ${law} |`);
  });

  it("quotes no other message", () => {
    const rows = text
      .split("\n")
      .filter((line) => linearOperatorLaws.some(({ name }) => line.includes(`| ${name} |`)));
    expect(rows).toHaveLength(8);
  });

  it("the suite accepts correct operators", async () => {
    for (const parts of [reflection, dark]) {
      await expect(firstFailure(defineLinearOperator(parts))).rejects.toThrow("expected a failure");
    }
  });
});

async function firstFailure(operator: LinearOperator): Promise<{ law: string; message: string }> {
  const inputShapes: ImageShape[] = [
    [1, 8, 8, 1],
    [2, 9, 5, 3],
  ];
  for (const { name, applies, check } of linearOperatorLaws) {
    const subject = { operator, inputShapes };
    if (applies?.(subject) === false) continue;
    try {
      await check(subject);
    } catch (error) {
      return { law: name, message: (error as Error).message };
    }
  }
  throw new Error(`expected a failure of ${operator.name}, got none`);
}

function right(x: Tensor4D): Tensor4D {
  const before: [number, number][] = [
    [0, 0],
    [0, 0],
    [3, 0],
    [0, 0],
  ];
  return slice(pad(x, before), [0, 0, 0, 0], x.shape);
}

function left(y: Tensor4D): Tensor4D {
  const behind: [number, number][] = [
    [0, 0],
    [0, 0],
    [0, 3],
    [0, 0],
  ];
  return slice(pad(y, behind), [0, 0, 3, 0], y.shape);
}

/** Gains that increase from left to right. */
function rising(x: Tensor4D): Tensor4D {
  const width = x.shape[2];
  return tensor4d(
    Float32Array.from({ length: width }, (_, i) => i / width),
    [1, 1, width, 1],
  );
}

function withoutMean(x: Tensor4D): Tensor4D {
  return sub(x, mean(x, 0, true));
}

/** A function of a tensor that is created on first use. */
function onceMade(use: (tensor: () => Tensor4D) => LinearOperator["forward"]): LinearOperator["forward"] {
  let made: Tensor4D | undefined;
  return use(() => (made ??= tensor4d([0.5], [1, 1, 1, 1])));
}
