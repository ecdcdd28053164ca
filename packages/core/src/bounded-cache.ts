/**
 * A function that remembers its results for the `capacity` keys that were asked for last.
 *
 * @param capacity 1 or more.
 * @param make What to remember for a key; called once for as long as the key stays remembered.
 */
export function boundedCache<Key, Value>(capacity: number, make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.has(key) ? (known.get(key) as Value) : make(key);
    // A map keeps the order of insertion: the key asked for last goes to the end.
    known.delete(key);
    known.set(key, value);
    for (const oldest of known.keys()) {
      if (known.size <= capacity) break;
      known.delete(oldest);
    }
    return value;
  };
}
