import DataLoader from "dataloader";

/** How to read many things of one sort for one caller in one statement; the result follows the keys. */
export type BatchRead<Context, Key, Value> = (
  context: Context,
  keys: readonly Key[],
) => Promise<readonly (Value | null)[]>;

/** The request's own loaders: what is asked for side by side is read together, and nothing outlives the request. */
export class Loading {
  readonly #loaders = new Map<unknown, unknown>();

  /**
   * The request's loader over a batch read. The same function is the same loader; where a read
   * also depends on arguments, `name` tells the loaders apart.
   */
  over<Context, Key, Value>(
    context: Context,
    read: BatchRead<Context, Key, Value>,
    name: unknown = read,
  ): DataLoader<Key, Value | null> {
    const known = this.#loaders.get(name);
    if (isLoader<Key, Value>(known)) return known;
    const loader = new DataLoader<Key, Value | null>((keys) => read(context, keys));
    this.#loaders.set(name, loader);
    return loader;
  }

  /** Forgets what was read: a mutation makes it stale. */
  clear(): void {
    this.#loaders.clear();
  }
}

function isLoader<Key, Value>(value: unknown): value is DataLoader<Key, Value | null> {
  return value instanceof DataLoader;
}

/** Puts rows in the order of the keys; what is missing (or invisible, which is the same) is null. */
export function inOrderOf<Key, Row>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): (Row | null)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

/** Groups rows under their keys, for one-to-many loads; a key without rows gets an empty list. */
export function groupedBy<Key, Row>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): Row[][] {
  const groups = new Map<Key, Row[]>(keys.map((key) => [key, []]));
  for (const row of rows) groups.get(keyOf(row))?.push(row);
  return keys.map((key) => groups.get(key) ?? []);
}
