/**
 * A function that caches its results for the `capacity` most recently used keys.
 *
 * @param capacity 1 or more.
 * @param make Computes the value of a key; called once while the key is cached.
 */
export function boundedCache<Key, Value>(capacity: number, make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.has(key) ? (known.get(key) as Value) : make(key);
    // A map keeps the order of insertion, so the most recently used key is moved to the end.
    known.delete(key);
    known.set(key, value);
    for (const oldest of known.keys()) {
      if (known.size <= capacity) break;
      known.delete(oldest);
    }
    return value;
  };
}
