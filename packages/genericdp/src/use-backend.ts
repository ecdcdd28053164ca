import { defaultKindOfBackend } from "#default-backend";
import { keepCurrent } from "@genericdp/core";
import type { Backend } from "@genericdp/core";
import { getBackend } from "@tensorflow/tfjs-core";

const shared = new Map<number | undefined, Backend>();
let latest: { readonly backend: Backend; readonly name: Promise<string> } | undefined;

/** The backend for everything that does not choose one, with as many threads as possible. */
export function defaultBackend(threads?: number): Backend {
  const backend = shared.get(threads) ?? defaultKindOfBackend(threads === undefined ? {} : { threads });
  shared.set(threads, backend);
  return backend;
}

/**
 * Prepares `backend` and returns its name in tfjs; only once for successive calls with the same backend. The
 * current backend of tfjs does not change.
 *
 * Two backends may extend the same tfjs backend in different ways, so a request for another one waits for its
 * turn.
 */
export function useBackend(backend: Backend): Promise<string> {
  if (latest?.backend === backend) return latest.name;
  const before = latest?.name ?? Promise.resolve("");
  const start = (): Promise<string> => startBackend(backend);
  const request = { backend, name: before.then(start, start) };
  latest = request;
  request.name.catch(() => {
    // The next call tries again.
    if (latest === request) latest = undefined;
  });
  return request.name;
}

/** Prepares `backend`, even if it has been prepared before. */
export async function startBackend(backend: Backend): Promise<string> {
  if (backend.start !== undefined) return backend.start();
  const putBack = keepCurrent();
  try {
    await backend.activate();
    return getBackend();
  } finally {
    putBack();
  }
}
