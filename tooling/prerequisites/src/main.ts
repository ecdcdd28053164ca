/*
 * Runs before the tests: installs the programs that they need and npm does not have, where the user is root
 * and there is apt-get. GENERICDP_INSTALL=no turns it off.
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
