import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { noisyImages } from "./workload.ts";

/** The path of a built program of the server. */
export function serverProgram(name: string): string {
  return fileURLToPath(new URL(`../../apps/server/dist/${name}`, import.meta.url));
}

/** A server in a child process. */
export interface Running {
  readonly program: ChildProcess;
  readonly url: string;
}

/** Starts a server with a thread for each processor. */
export async function startServer(...args: readonly string[]): Promise<Running> {
  const flags = ["--port", "0", "--log-level", "silent", "--timeout", "600", ...args];
  const program = spawn(process.execPath, [serverProgram("main.js"), ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const text of program.stdout) {
    said += String(text);
    const [, url] = /listens on (\S+)/.exec(said) ?? [];
    if (url === undefined) continue;
    return { program, url };
  }
  throw new Error(`bench: expected a server, got ${said}`);
}

/** A noisy picture as a JPEG. */
export async function pictureOf(width: number, height: number): Promise<Buffer> {
  const levels = Uint8ClampedArray.from(noisyImages(1, height, width));
  return sharp(levels, { raw: { width, height, channels: 1 } })
    .toColourspace("b-w")
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** The value of a metric at `/metrics`. */
export async function metric({ url }: Running, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]);
}
