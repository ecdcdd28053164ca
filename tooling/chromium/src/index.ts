import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

export type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of a Chromium: the environment variable CHROMIUM, or one of the usual places on Linux. */
export function findChromium(): string | undefined {
  return [process.env["CHROMIUM"], ...PLACES].find((path) => path !== undefined && existsSync(path));
}

/** The path of a Chromium, or undefined if there is none. Tests that need it are then skipped. */
export const CHROMIUM: string | undefined = findChromium();

/** The reason for those skipped tests. */
export const NO_CHROMIUM = "no Chromium found; set CHROMIUM to its path";

export interface LaunchOptions {
  /** Whether to provide a software GPU. Default: false. */
  readonly gpu?: boolean;
}

const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const SOFTWARE_GPU = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  // SwiftShader takes seconds to compile shaders that zero workgroup memory.
  "--enable-dawn-features=disable_workgroup_init",
];

/** @throws Error if there is no Chromium. */
export function launchChromium({ gpu = false }: LaunchOptions = {}): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error(NO_CHROMIUM);
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...FLAGS, ...(gpu ? SOFTWARE_GPU : ["--disable-gpu"])],
  });
}
