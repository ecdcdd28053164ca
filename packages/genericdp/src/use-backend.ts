import { defaultKindOfBackend } from "#default-backend";
import { keepCurrent } from "@genericdp/core";
import type { Backend } from "@genericdp/core";
import { getBackend } from "@tensorflow/tfjs-core";

const shared = new Map<number | undefined, Backend>();
let latest: { readonly backend: Backend; readonly name: Promise<string> } | undefined;

/** The backend that everything without a choice of its own runs on; on as many threads as there can be. */
export function defaultBackend(threads?: number): Backend {
  const backend = shared.get(threads) ?? defaultKindOfBackend(threads === undefined ? {} : { threads });
  shared.set(threads, backend);
  return backend;
}

/**
 * Makes `backend` ready and gives tfjs's name for it; once for all calls in a row that ask for the same.
 * Which backend is tfjs's current one does not change.
 *
 * Two may complete the same tfjs backend, each in its own way, so one that is asked for meanwhile waits its
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

/** Makes `backend` ready, whether it was before or not. */
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
