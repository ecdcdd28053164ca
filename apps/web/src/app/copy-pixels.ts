import type { Pixels } from "../codec/protocol.ts";

/** Bytes to copy at a time; takes a few milliseconds. */
const PIECE = 1 << 22;

/** Copies pixels, so that the copy can be transferred. Works piece by piece to keep the page responsive. */
export async function copyPixels({ data, width, height }: Pixels): Promise<Pixels> {
  const copy = new Uint8ClampedArray(data.length);
  for (let from = 0; from < data.length; from += PIECE) {
    copy.set(data.subarray(from, from + PIECE), from);
    if (from + PIECE < data.length) await nextTask();
  }
  return { data: copy, width, height };
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => resolve(), { once: true });
    port1.start();
    port2.postMessage(null);
  });
}
