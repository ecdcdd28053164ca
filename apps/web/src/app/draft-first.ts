/** Makes something and shows it. Reports its own errors; after an abort it must not show anything. */
export type Step = (signal: AbortSignal) => Promise<void>;

/** How to show the current state. */
export interface Steps {
  /** Shows nearly the same in a fraction of the time; undefined if `final` is quick. */
  readonly draft: Step | undefined;
  readonly final: Step;
}

/** Milliseconds without a change after which a slider rests. */
const REST = 120;
/** Milliseconds after which a final version for an outdated state is cancelled. */
const MOMENT = 200;

/**
 * Follows changes, for example of a slider. While it moves, shows draft after draft of the latest state; when
 * it rests, the final version. One step at a time, so that nothing older can replace anything newer.
 *
 * @param begin the steps for the current state; undefined if there is nothing to show.
 * @returns a function to be called after every change.
 */
export function draftFirst(begin: () => Steps | undefined): () => void {
  let isStale = false;
  let isBusy = false;
  let interrupt = (): void => undefined;

  const run = async (step: Step, patience: number): Promise<void> => {
    const work = new AbortController();
    const start = performance.now();
    interrupt = () => {
      if (performance.now() - start >= patience) work.abort();
    };
    await step(work.signal);
    interrupt = () => undefined;
  };
  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, REST);
      interrupt = resolve;
    });
  const show = async (): Promise<void> => {
    const steps = begin();
    if (steps === undefined) return;
    const { draft, final } = steps;
    if (draft) {
      // Never cancelled: where a draft takes long, nothing would be shown until the slider rests.
      await run(draft, Infinity);
      if (isStale) return;
      await rest();
      if (isStale) return;
    }
    // Without drafts, the final versions follow the slider.
    await run(final, draft ? 0 : MOMENT);
  };
  const follow = async (): Promise<void> => {
    isStale = true;
    interrupt();
    if (isBusy) return;
    isBusy = true;
    while (isStale) {
      isStale = false;
      await show();
    }
    isBusy = false;
  };
  return () => void follow();
}
