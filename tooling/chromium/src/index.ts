import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

export type { Browser, BrowserContextOptions, Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of a Chromium: what CHROMIUM names, or where Linux installs one. */
export function findChromium(): string | undefined {
  return [process.env["CHROMIUM"], ...PLACES].find((path) => path !== undefined && existsSync(path));
}

/** Where a Chromium is; undefined where there is none, and tests are skipped then. */
export const CHROMIUM: string | undefined = findChromium();

/** Why tests are skipped then. */
export const NO_CHROMIUM = "no Chromium found; set CHROMIUM to its path";

export interface LaunchOptions {
  /** A GPU that the processor plays. Default: none. */
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
  // SwiftShader takes seconds to compile what fills workgroup memory with zeros.
  "--enable-dawn-features=disable_workgroup_init",
];

/** @throws Error where there is no Chromium. */
export function launchChromium({ gpu = false }: LaunchOptions = {}): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error(NO_CHROMIUM);
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...FLAGS, ...(gpu ? SOFTWARE_GPU : ["--disable-gpu"])],
  });
}
