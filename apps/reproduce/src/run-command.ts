import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs `genericdp` in a process of its own; what it prints on stdout.
 *
 * @param messages "terminal" shows what it says of its progress; "error" keeps it for where it fails.
 * @throws Error with what it says where it fails.
 */
export async function runCommand(args: readonly string[], messages: "terminal" | "error"): Promise<string> {
  // From source where we run from source ourselves.
  const conditions = process.execArgv.filter((arg) => arg.startsWith("--conditions="));
  const entry = conditions.length > 0 ? "src/main.ts" : "dist/main.js";
  const main = new URL(entry, import.meta.resolve("@genericdp/cli/package.json"));
  const command = [...conditions, fileURLToPath(main), ...args];
  const stderr = messages === "terminal" ? "inherit" : "pipe";
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", stderr] });
  let [output, problems] = ["", ""];
  child.stdout?.on("data", (text) => (output += text));
  child.stderr?.on("data", (text) => (problems += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`genericdp ${args.join(" ")}: ${problems.trim() || `exit code ${code}`}`);
  return output;
}
