import { engine, ready, setBackend } from "@tensorflow/tfjs-core";
import type { KernelBackend } from "@tensorflow/tfjs-core";

/**
 * A computation that shares tfjs with others: it yields what it waits for, and only what lies between two
 * waits runs as one piece. Written with {@link waitFor}, run by {@link runOn}.
 */
export type TensorWork<Result, Item = never> = Generator<Wait | Item, Result, unknown>;

/** What a computation waits for, or lets others do. */
export type Wait = () => unknown;

/** Leaves tfjs to others until `wait` is done, and gives its result; throws what it throws. */
export function* waitFor<T>(wait: () => T | PromiseLike<T>): TensorWork<T> {
  // Whoever runs the work hands back what the wait came to.
  return (yield wait) as T;
}

/**
 * Runs a computation on a tfjs backend that was started before. tfjs has one current backend for everybody:
 * each piece makes `backend` the current one and puts back what was current, even where none was. The first
 * piece runs before the call returns, unless tfjs is starting a backend.
 *
 * @throws what the computation throws; Error where tfjs does not know the backend.
 */
export async function runOn<Result>(backend: string, work: TensorWork<Result>): Promise<Result> {
  const items = iterateOn(backend, work);
  for (;;) {
    const { done, value } = await items.next();
    if (done) return value;
  }
}

/** The same for a computation that yields items besides; tfjs is left to others while they are used. */
export async function* iterateOn<Result, Item extends object = never>(
  backend: string,
  work: TensorWork<Result, Item>,
): AsyncGenerator<Item, Result, void> {
  try {
    let resume = (): IteratorResult<Wait | Item, Result> => work.next();
    for (;;) {
      while (isStarting()) await started();
      const { done, value } = withBackend(backend, resume);
      if (done) return value;
      if (typeof value !== "function") {
        yield value;
        resume = () => work.next();
        continue;
      }
      try {
        const came = await value();
        resume = () => work.next(came);
      } catch (error) {
        resume = () => work.throw(error);
      }
    }
  } finally {
    // Left in the middle: what the work holds is freed.
    work.return(undefined as Result);
  }
}

/** Runs one piece with `backend` as tfjs's current backend, and puts back what was current. */
export function withBackend<Result>(backend: string, run: () => Result): Result {
  if (engine().backendName === backend) return run();
  const putBack = keepCurrent();
  try {
    makeCurrent(backend);
    return run();
  } finally {
    putBack();
  }
}

/** Remembers tfjs's current backend, or that there is none; what it returns puts it back. */
export function keepCurrent(): () => void {
  const { backendName: before } = engine();
  return () => {
    if (engine().backendName === before) return;
    if (engine().registry[before] !== undefined) makeCurrent(before);
    // tfjs has no call for it. Its next op chooses then, as its first one does.
    else Object.assign(engine(), { backendName: before, backendInstance: null });
  };
}

/** The name of tfjs's current backend; where there is none, tfjs takes its best, as before any op. */
export function currentBackend(): string {
  const tfjs = engine();
  // Reading it is what has tfjs choose.
  return tfjs.backend && tfjs.backendName;
}

/**
 * Starts a backend that is registered with tfjs, and leaves the current one as it is. While tfjs itself
 * starts one, everybody's ops throw.
 *
 * @throws Error where tfjs does not know the backend; what the backend throws.
 */
export async function startTfjsBackend(name: string): Promise<void> {
  const { registry, registryFactory } = engine();
  while (isStarting()) await started();
  if (registry[name] !== undefined) return;
  const entry = registryFactory[name];
  if (entry === undefined) throw new Error(`tfjs: expected a registered backend, got "${name}"`);
  const { factory } = entry;
  const starting = starts.get(factory) ?? Promise.resolve(factory());
  starts.set(factory, starting);
  try {
    const backend = await starting;
    while (isStarting()) await started();
    // Somebody else may have started it meanwhile.
    registry[name] ??= backend;
    if (registry[name] !== backend) backend.dispose();
    // Where tfjs chooses a backend, it would start this one once more.
    entry.factory = () => registry[name] ?? factory();
  } finally {
    starts.delete(factory);
  }
}

/** Starts that are under way. */
const starts = new Map<() => unknown, Promise<KernelBackend>>();

/** A backend that is started becomes the current one at once, before the promise is there. */
function makeCurrent(name: string): void {
  if (engine().registry[name] === undefined) {
    throw new Error(`tfjs: expected backend "${name}" to be started`);
  }
  void setBackend(name);
}

/** Whether somebody is starting a backend: until it is there everybody's ops throw. */
function isStarting(): boolean {
  // Private, but nothing else tells.
  return (Reflect.get(engine(), "pendingBackendInit") ?? null) !== null;
}

async function started(): Promise<void> {
  await ready().catch(() => undefined);
}
