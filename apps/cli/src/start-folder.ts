/**
 * The folder that relative paths start from: the caller's current folder.
 *
 * pnpm runs the workspace's script `genericdp` in the workspace root, and passes the caller's folder in
 * INIT_CWD.
 */
export function startFolder(env: Readonly<Record<string, string | undefined>>, current: string): string {
  const { npm_package_name: project, npm_lifecycle_event: script, INIT_CWD: caller } = env;
  return project === "genericdp-workspace" && script === "genericdp" ? (caller ?? current) : current;
}
