import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import type { Recipe, TrainingState } from "@genericdp/training";
import { explain } from "../errors.ts";
import { replaceFile } from "@genericdp/image/node";

/** The amount of training data. */
export interface DataSummary {
  readonly images: number;
  readonly pixels: number;
}

/** The initial model, for the training record. */
export interface StartModel {
  readonly name: string;
  /** SHA-256 of its file. */
  readonly sha256: string;
}

/** A training run between two steps, with everything needed to resume it. */
export interface Checkpoint {
  /** The recipe as JSON. */
  readonly recipe: string;
  readonly data: DataSummary;
  /** Time spent so far. */
  readonly minutes: number;
  readonly state: TrainingState;
  /** The initial model, unless the run started from the plain initialisation. */
  readonly start: StartModel | null;
}

/*
 * A checkpoint file is, byte by byte: the line below, the SHA-256 of the rest, and the rest: a Checkpoint as
 * serialized by node:v8, which keeps every number bit for bit.
 */
const HEAD = Buffer.from("genericdp checkpoint 2\n");
const DIGEST = 32;

export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const body = serialize(checkpoint);
  await replaceFile(path, Buffer.concat([HEAD, digest(body), body]));
}

/**
 * The checkpoint in a file; undefined if there is no such file.
 *
 * @throws Error naming the file and what is wrong with it.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  try {
    const bytes = await readFile(path);
    if (!bytes.subarray(0, HEAD.length).equals(HEAD))
      throw new Error("it is not a checkpoint of this version");
    const body = bytes.subarray(HEAD.length + DIGEST);
    if (!bytes.subarray(HEAD.length, HEAD.length + DIGEST).equals(digest(body))) {
      throw new Error("the checkpoint is damaged or cut off");
    }
    return deserialize(body);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new Error(`cannot read ${path}: ${explain(cause)}`, { cause });
  }
}

/** @throws Error naming the difference if a checkpoint does not belong to the run. */
export function checkCheckpoint(
  path: string,
  checkpoint: Checkpoint,
  recipe: Recipe,
  data: DataSummary,
): void {
  const saved: Readonly<Record<string, unknown>> = JSON.parse(checkpoint.recipe);
  for (const [field, value] of Object.entries(recipe)) {
    const [was, is] = [JSON.stringify(saved[field]), JSON.stringify(value)];
    if (was === is) continue;
    const long = typeof value === "object";
    refuse(path, `another recipe: its ${field} ${long ? "differs" : `is ${was}, not ${is}`}`);
  }
  const { images, pixels } = checkpoint.data;
  if (images !== data.images || pixels !== data.pixels) {
    refuse(path, `other data: ${images} images of ${pixels} pixels, not ${data.images} of ${data.pixels}`);
  }
}

function refuse(path: string, difference: string): never {
  throw new Error(`cannot resume from ${path}: it belongs to ${difference}`);
}

function digest(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
