/*
 * Runs before the tests: installs the programs they need that npm does not provide, if the user is root and
 * apt-get exists. GENERICDP_INSTALL=no disables it.
 */
import { spawnSync } from "node:child_process";
import { installPrograms } from "./install-programs.ts";
import { PROGRAMS } from "./programs.ts";

const LIMIT = 600_000;

installPrograms(PROGRAMS, {
  refusal: refusal(),
  aptGet(args) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const { status } = spawnSync("apt-get", args, {
      env,
      timeout: LIMIT,
      stdio: ["ignore", "ignore", "inherit"],
    });
    return status === 0;
  },
  say: (line) => console.log(line),
});

function refusal(): string | undefined {
  if (process.env["GENERICDP_INSTALL"] === "no") return "GENERICDP_INSTALL is no";
  if (spawnSync("apt-get", ["--version"]).status !== 0) return "there is no apt-get to install it";
  if (process.geteuid?.() !== 0) return "installing it takes root";
  return undefined;
}
