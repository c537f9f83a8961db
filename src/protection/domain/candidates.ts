/** Names that are looked at under one key; one that more have tells nothing. */
export const MOST_PER_KEY = 100;
/** Names that are compared with one name. */
const MOST_NAMES = 50;

/** The names found under one key, by their ids; more than MOST_PER_KEY where there are more. */
export type Hits = readonly string[];

/**
 * The names worth comparing, the likeliest first: those found under many keys, and under keys that
 * few others have.
 */
export function likeliest(found: readonly Hits[]): readonly string[] {
  const telling = new Map<string, number>();
  for (const hits of found) {
    if (hits.length > MOST_PER_KEY) continue;
    for (const name of hits) telling.set(name, (telling.get(name) ?? 0) + 1 / (1 + hits.length));
  }
  return [...telling]
    .toSorted(([one, a], [two, b]) => b - a || (one < two ? -1 : 1))
    .slice(0, MOST_NAMES)
    .map(([name]) => name);
}
