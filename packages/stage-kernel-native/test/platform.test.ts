import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { PLATFORMS, platformPackage } from "../src/platform.ts";
import { supportedNativeVariants } from "../src/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

it("a platform's package is installed only there, and the name of this one is in the list", () => {
  const machines = PLATFORMS.map(({ os, cpu, libc }) => [os, cpu, libc].join());
  expect(new Set(machines).size).toBe(machines.length);
  const here = PLATFORMS.filter(({ os, cpu }) => os === process.platform && cpu === process.arch);
  if (here.length > 0) expect(here.map(({ name }) => name)).toContain(platformPackage());
});

it("a package made from the compiled kernel contains the same kernel", ({ skip }) => {
  skip(!existsSync(join(root, "build/stage-kernel.node")), "no compiled kernel");
  const folder = mkdtempSync(join(tmpdir(), "genericdp-platform-"));
  try {
    const target = join(folder, "node_modules", platformPackage());
    execFileSync(process.execPath, [join(root, "scripts/platform-package.ts"), "pack", target]);
    const manifest = JSON.parse(readFileSync(join(target, "package.json"), "utf8"));
    expect(manifest).toMatchObject({ name: platformPackage(), os: [process.platform], cpu: [process.arch] });
    expect(manifest).not.toHaveProperty("scripts");
    const addon = createRequire(join(folder, "index.js"))(platformPackage());
    expect(addon.variants()).toEqual(supportedNativeVariants());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
