/**
 * The folder that relative paths start from: where the caller stands.
 *
 * pnpm runs the script `genericdp` of the workspace in the workspace's root, and says where it was called.
 */
export function startFolder(env: Readonly<Record<string, string | undefined>>, current: string): string {
  const { npm_package_name: project, npm_lifecycle_event: script, INIT_CWD: caller } = env;
  return project === "genericdp-workspace" && script === "genericdp" ? (caller ?? current) : current;
}
