import { wasm } from "@genericdp/backend-wasm";
import type { Backend } from "@genericdp/core";

let shared: Backend | undefined;
let current: { readonly backend: Backend; readonly active: Promise<void> } | undefined;

/** The backend that everything without a choice of its own runs on. */
export function defaultBackend(): Backend {
  shared ??= wasm();
  return shared;
}

/**
 * Makes `backend` the active one; once for all calls in a row that ask for the same.
 *
 * tfjs has one active backend for everybody, so one that is asked for meanwhile waits its turn.
 */
export function useBackend(backend: Backend): Promise<void> {
  if (current?.backend === backend) return current.active;
  const before = current?.active ?? Promise.resolve();
  const activate = (): Promise<void> => backend.activate();
  const request = { backend, active: before.then(activate, activate) };
  current = request;
  request.active.catch(() => {
    // The next call tries again.
    if (current === request) current = undefined;
  });
  return request.active;
}
