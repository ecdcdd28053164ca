/** An observable value. */
export interface Store<State> {
  get(): State;
  /** Changes some fields and notifies all listeners. */
  set(change: Partial<State>): void;
  /** Calls `listener` with the current state, and again after every change. */
  watch(listener: (state: State, before: State) => void): void;
}

export function store<State extends object>(initial: State): Store<State> {
  let state = initial;
  const listeners: ((state: State, before: State) => void)[] = [];
  return {
    get: () => state,
    set: (change) => {
      const before = state;
      state = { ...state, ...change };
      for (const listener of listeners) listener(state, before);
    },
    watch: (listener) => {
      listeners.push(listener);
      listener(state, state);
    },
  };
}
