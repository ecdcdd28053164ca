/** A value that changes, and those who want to know. */
export interface Store<State> {
  get(): State;
  /** Changes some fields and tells everybody. */
  set(change: Partial<State>): void;
  /** Calls `listener` with the state now and after every change. */
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
