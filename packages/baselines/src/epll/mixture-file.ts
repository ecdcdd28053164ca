import { PIXELS } from "./patch-mixture.ts";
import type { PatchMixture } from "./patch-mixture.ts";

/*
 * The file format of a mixture, with little-endian numbers: for each component, its number of directions r
 * (uint8), its weight, the variance of the rest and r variances (float32), and the r directions, each divided
 * by its largest entry, in steps of 1/127 (int8).
 */

const STEPS = 127;

export function encodeMixture(mixture: PatchMixture): Uint8Array<ArrayBuffer> {
  const parts = mixture.map(({ weight, variances, directions, rest }) => {
    const rank = variances.length;
    const floats = 4 * (rank + 2);
    const part = new Uint8Array(1 + floats + PIXELS * rank);
    const view = new DataView(part.buffer);
    part[0] = rank;
    for (const [i, value] of [weight, rest, ...Array.from(variances)].entries()) {
      view.setFloat32(1 + 4 * i, value, true);
    }
    for (let j = 0; j < rank; j++) {
      const direction = directions.subarray(PIXELS * j, PIXELS * (j + 1));
      const largest = direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (const [p, value] of direction.entries()) {
        view.setInt8(1 + floats + PIXELS * j + p, Math.round((STEPS * value) / largest));
      }
    }
    return part;
  });
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Reads a mixture. Directions are made orthonormal again, and orthogonal to the constant patch. */
export function decodeMixture(bytes: Uint8Array): PatchMixture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mixture = [];
  let at = 0;
  let total = 0;
  while (at < bytes.length) {
    const rank = bytes[at++]!;
    const floats = Float32Array.from({ length: rank + 2 }, (_, i) => view.getFloat32(at + 4 * i, true));
    at += 4 * floats.length;
    const directions = Float32Array.from({ length: PIXELS * rank }, (_, i) => view.getInt8(at + i));
    at += directions.length;
    for (let j = 0; j < rank; j++) orthonormalise(directions, j);
    total += floats[0]!;
    mixture.push({ weight: floats[0]!, rest: floats[1]!, variances: floats.subarray(2), directions });
  }
  return mixture.map((component) => ({ ...component, weight: component.weight / total }));
}

/** Makes direction j of sum zero, orthogonal to those before, and of norm 1. */
function orthonormalise(directions: Float32Array, j: number): void {
  const own = directions.subarray(PIXELS * j, PIXELS * (j + 1));
  let mean = 0;
  for (let p = 0; p < PIXELS; p++) mean += own[p]! / PIXELS;
  for (let p = 0; p < PIXELS; p++) own[p]! -= mean;
  for (let at = 0; at < PIXELS * j; at += PIXELS) {
    let along = 0;
    for (let p = 0; p < PIXELS; p++) along += own[p]! * directions[at + p]!;
    for (let p = 0; p < PIXELS; p++) own[p]! -= along * directions[at + p]!;
  }
  const norm = Math.hypot(...own);
  for (let p = 0; p < PIXELS; p++) own[p]! /= norm;
}
