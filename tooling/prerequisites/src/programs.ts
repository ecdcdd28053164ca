import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findChromium } from "@genericdp/chromium";

/** A program that some tests need. Without it, they are skipped. */
export interface Program {
  readonly name: string;
  /** The Debian and Ubuntu packages that provide it. */
  readonly packages: readonly string[];
  readonly found: () => boolean;
}

/** The programs that tests start and that npm does not install. */
export const PROGRAMS: readonly Program[] = [
  { name: "Chromium", packages: ["chromium"], found: () => findChromium() !== undefined },
  { name: "fish", packages: ["fish"], found: () => onPath("fish") },
  { name: "Redis", packages: ["redis-server"], found: () => onPath("redis-server") },
  { name: "zsh", packages: ["zsh"], found: () => onPath("zsh") },
];

function onPath(command: string): boolean {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.some((folder) => existsSync(join(folder, command)));
}
