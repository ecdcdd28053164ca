import { BackendUnavailable, runOn, withBackend } from "@genericdp/core";
import type { AsyncDenoiser, Backend, TensorWork } from "@genericdp/core";
import { isDiffusion } from "./denoiser-source.ts";
import type { DenoiserFacts, DenoiserSource } from "./denoiser-source.ts";
import { fastestBackend } from "./fastest-backend.ts";
import { useBackend } from "./use-backend.ts";

/** The backend of a restorer. */
export interface BackendReport {
  readonly backend: Pick<Backend, "name" | "capabilities">;
  /** Why this backend is used, in one line, if there was a choice or another one failed. */
  readonly reason?: string;
  /** Names of backends that failed during the work, if any. */
  readonly gaveUp?: readonly string[];
}

/** The report in the thread of the backend. */
export interface BackendInUse extends BackendReport {
  readonly backend: Backend;
}

interface Place extends BackendInUse {
  /** Name of the backend in tfjs. */
  readonly tfjsName: string;
  readonly denoiser: AsyncDenoiser;
  /** Number of jobs in progress on this backend. */
  users: number;
}

/** A denoiser that stays ready on its backend. */
export interface DenoiserSession {
  /** @throws Error after `dispose`. */
  expectUse(): void;
  /** Facts about the denoiser, without starting anything. */
  facts(): Promise<DenoiserFacts>;
  /**
   * Whether the backend computes several channels at once. Prepares the denoiser only if the backends to
   * choose from differ in this.
   */
  computesSeveralChannels(): Promise<boolean>;
  /** Prepares the denoiser, if necessary, and tells where it runs. */
  start(): Promise<BackendInUse>;
  /**
   * Runs work with the denoiser. If the backend fails with `BackendUnavailable` and there is another one, the
   * work is restarted there, so `work` must be repeatable. Other code can use tfjs between its steps.
   */
  run<Result>(work: (denoiser: AsyncDenoiser) => TensorWork<Result>): Promise<Result>;
  /** Frees the tensors of a model; a denoiser given by the caller is not disposed. */
  dispose(): void;
}

/** Keeps a denoiser ready on a backend, or on the fastest of several that run here. */
export function denoiserSession(
  load: () => Promise<DenoiserSource>,
  choice: Backend | readonly Backend[],
): DenoiserSession {
  let candidates = Array.isArray(choice) ? (choice as readonly Backend[]) : [choice as Backend];
  const gaveUp: string[] = [];
  const failures: string[] = [];
  let place: Promise<Place> | undefined;
  let created: AsyncDenoiser | undefined;
  let disposed = false;

  const expectUse = (): void => {
    if (disposed) throw new Error("restorer: expected no call after dispose()");
  };
  const choose = async ({ model }: DenoiserSource): Promise<BackendInUse> => {
    const [only, ...others] = candidates;
    const before = failures.length > 0 && { gaveUp: [...gaveUp] };
    if (only !== undefined && others.length === 0) {
      return { backend: only, ...(before && { ...before, reason: `${only.name}: ${failures.join("; ")}` }) };
    }
    const { backend, reason, trials } = await fastestBackend(
      candidates,
      model === undefined ? {} : { model },
    );
    candidates = candidates.filter((_, i) => trials[i]?.unavailable === undefined);
    return { backend, ...before, reason: [reason, ...failures].join("; ") };
  };
  const move = async (): Promise<Place> => {
    const source = await load();
    const chosen = await choose(source);
    const tfjsName = await useBackend(chosen.backend);
    created = withBackend(tfjsName, source.create);
    return { ...chosen, tfjsName, denoiser: created, users: 0 };
  };
  const open = async (): Promise<Place> => {
    expectUse();
    place ??= move();
    const moving = place;
    try {
      const here = await moving;
      await useBackend(here.backend);
      return here;
    } catch (error) {
      // The next call tries again.
      if (place === moving) place = undefined;
      throw error;
    }
  };
  /**
   * Whether there is another backend to continue with. Overlapping calls may all have failed on the same one.
   */
  const giveUp = ({ backend }: Place, { message }: BackendUnavailable): boolean => {
    if (!candidates.includes(backend)) return true;
    if (candidates.length === 1) return false;
    candidates = candidates.filter((candidate) => candidate !== backend);
    gaveUp.push(backend.name);
    failures.push(`${backend.name} failed (${message})`);
    place = undefined;
    return true;
  };
  return {
    expectUse,
    facts: async () => (await load()).facts,
    computesSeveralChannels: async () => {
      const computes = ({ capabilities }: Backend): boolean => capabilities.severalChannels === true;
      if (candidates.every(computes)) return true;
      return candidates.some(computes) && computes((await open()).backend);
    },
    start: async () => {
      const { backend, reason, gaveUp: before } = await open();
      return { backend, ...(reason !== undefined && { reason }), ...(before && { gaveUp: before }) };
    },
    run: async (work) => {
      for (;;) {
        const here = await open();
        here.users++;
        try {
          return await runOn(here.tfjsName, work(here.denoiser));
        } catch (error) {
          if (!(error instanceof BackendUnavailable) || !giveUp(here, error)) throw error;
        } finally {
          here.users--;
          if (here.users === 0 && !candidates.includes(here.backend)) free(here.denoiser);
        }
      }
    },
    dispose: () => {
      disposed = true;
      if (created !== undefined) free(created);
    },
  };
}

function free(denoiser: AsyncDenoiser): void {
  if (isDiffusion(denoiser)) denoiser.dispose();
}
