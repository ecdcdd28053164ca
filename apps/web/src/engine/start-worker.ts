/**
 * Starts a worker that restores and examines photos, on the backend named in the page's address, else the
 * fastest.
 */
export function startWorker(): Worker {
  const name = new URLSearchParams(location.search).get("backend") ?? "auto";
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name });
}
