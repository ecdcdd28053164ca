import type { RandomStream } from "@genericdp/core";
import { joinBytes } from "@genericdp/image";

/** Numbers that break readers: zero, the largest values, and values that overflow. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

type Mutation = (bytes: Uint8Array, random: RandomStream) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  randomByte,
  edgeNumber,
  edgeNumber,
  truncated,
  withoutStretch,
  stretchTwice,
  noiseInserted,
  digitChanged,
];

/** Applies up to eight small mutations to a file. */
export function mutate(file: Uint8Array, random: RandomStream): Uint8Array {
  let bytes: Uint8Array = file.slice();
  for (let left = 1 + random.integer(8); left > 0; left--) {
    if (bytes.length === 0) break;
    bytes = MUTATIONS[random.integer(MUTATIONS.length)]!(bytes, random);
  }
  return bytes;
}

/** A position in the file. Half of them are near the beginning, where headers are. */
function place({ length }: Uint8Array, random: RandomStream): number {
  return random.integer(random.uniform() < 0.5 ? Math.min(length, 200) : length);
}

function flipBit(bytes: Uint8Array, random: RandomStream): Uint8Array {
  bytes[place(bytes, random)]! ^= 1 << random.integer(8);
  return bytes;
}

function randomByte(bytes: Uint8Array, random: RandomStream): Uint8Array {
  bytes[place(bytes, random)] = random.integer(256);
  return bytes;
}

function edgeNumber(bytes: Uint8Array, random: RandomStream): Uint8Array {
  if (bytes.length < 4) return randomByte(bytes, random);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = Math.min(place(bytes, random), bytes.length - 4);
  view.setUint32(at, EDGES[random.integer(EDGES.length)]!, random.uniform() < 0.5);
  return bytes;
}

function truncated(bytes: Uint8Array, random: RandomStream): Uint8Array {
  return bytes.slice(0, random.integer(bytes.length));
}

function withoutStretch(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const [from, length] = [place(bytes, random), random.integer(64)];
  return joinBytes(bytes.subarray(0, from), bytes.subarray(from + length));
}

function stretchTwice(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const [from, length] = [place(bytes, random), random.integer(64)];
  return joinBytes(bytes.subarray(0, from + length), bytes.subarray(from));
}

function noiseInserted(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const from = place(bytes, random);
  const noise = Uint8Array.from({ length: random.integer(64) }, () => random.integer(256));
  return joinBytes(bytes.subarray(0, from), noise, bytes.subarray(from));
}

/** Text headers hold their numbers as digits. */
function digitChanged(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const start = place(bytes, random);
  const at = bytes.findIndex((byte, i) => i >= start && byte >= 0x30 && byte <= 0x39);
  if (at < 0) return randomByte(bytes, random);
  const texts = ["9999999999", "-1", "1e9", "0", "NaN", "null", '"', "[", "1.5"];
  const text = new TextEncoder().encode(texts[random.integer(texts.length)]);
  return joinBytes(bytes.subarray(0, at), text, bytes.subarray(at + 1));
}
