import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** A finding of the linter: the rule, the file relative to the linted workspace, and the message. */
export interface Finding {
  readonly rule: string;
  readonly file: string;
  readonly message: string;
}

interface Report {
  readonly diagnostics: readonly { code: string; filename: string; message: string }[];
}

/** Runs oxlint with this repository's configuration on a workspace given as path → text. */
export function lintFiles(files: Readonly<Record<string, string>>): readonly Finding[] {
  const workspace = mkdtempSync(join(tmpdir(), "genericdp-lint-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(workspace, dirname(path)), { recursive: true });
      writeFileSync(join(workspace, path), text);
    }
    const oxlint = join(dirname(createRequire(import.meta.url).resolve("oxlint/package.json")), "bin/oxlint");
    const config = resolve(import.meta.dirname, "../../../oxlint.config.ts");
    const run = spawnSync(process.execPath, [oxlint, "-c", config, "-f", "json", "."], {
      cwd: workspace,
      encoding: "utf8",
    });
    if (!run.stdout.startsWith("{")) throw new Error(`oxlint did not run: ${run.stdout}${run.stderr}`);
    const report: Report = JSON.parse(run.stdout);
    return report.diagnostics.map(({ code, filename, message }) => ({ rule: code, file: filename, message }));
  } finally {
    rmSync(workspace, { recursive: true });
  }
}
