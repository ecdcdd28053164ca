/** A thread that restores and explains, on the backend that the page's address names, or on the fastest. */
export function startWorker(): Worker {
  const name = new URLSearchParams(location.search).get("backend") ?? "auto";
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name });
}
