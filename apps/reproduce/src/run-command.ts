import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs `genericdp` as a child process and returns what it prints on stdout.
 *
 * @param messages "terminal" passes its stderr through; "error" captures it for the error message.
 * @throws Error with its stderr if it fails.
 */
export async function runCommand(args: readonly string[], messages: "terminal" | "error"): Promise<string> {
  // If this program runs from source, so does the child.
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
