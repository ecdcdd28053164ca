import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

/** Where a Chromium is; undefined where there is none, and why tests are skipped then. */
export const CHROMIUM: string | undefined = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

export const NO_CHROMIUM = "no Chromium found; set CHROMIUM to its path";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS });
}

/** With a GPU that the processor plays. */
export function launchWithGpu(executablePath: string): Promise<Browser> {
  const args = FLAGS.filter((flag) => flag !== "--disable-gpu");
  const gpu = [
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    // SwiftShader takes seconds to compile what fills workgroup memory with zeros.
    "--enable-dawn-features=disable_workgroup_init",
  ];
  return chromium.launch({ executablePath, args: [...args, ...gpu] });
}
