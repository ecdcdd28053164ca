import type { AppState } from "./state.ts";
import type { Store } from "./store.ts";

/** Undo and redo of settings and strokes, for one photo. */
export interface History {
  undo(): void;
  redo(): void;
}

type Moment = Pick<AppState, "settings" | "own" | "strokes">;

/**
 * Changes of settings less than this many milliseconds apart count as one, for example a slider being moved.
 */
const ONE_CHANGE = 600;

export function history(
  { get, set, watch }: Store<AppState>,
  clock = (): number => performance.now(),
): History {
  let past: Moment[] = [];
  let future: Moment[] = [];
  let changed = -Infinity;
  let isMoving = false;
  watch((state, before) => {
    if (state.photo !== before.photo) {
      past = [];
      future = [];
    }
    // Changes that follow from examining the photo are not the user's.
    if (isMoving || state.photo !== before.photo || state.findings !== before.findings) return;
    const isStroke = state.strokes.length !== before.strokes.length;
    if (state.settings === before.settings && !isStroke) return;
    const now = clock();
    if (isStroke || now - changed > ONE_CHANGE) past.push(momentOf(before));
    changed = isStroke ? -Infinity : now;
    future = [];
  });
  const move = (from: Moment[], to: Moment[]): void => {
    const moment = from.pop();
    if (moment === undefined) return;
    to.push(momentOf(get()));
    isMoving = true;
    set(moment);
    isMoving = false;
    changed = -Infinity;
  };
  return { undo: () => move(past, future), redo: () => move(future, past) };
}

function momentOf({ settings, own, strokes }: AppState): Moment {
  return { settings, own, strokes };
}
