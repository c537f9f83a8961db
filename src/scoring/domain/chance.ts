/** Numbers that look random and are the same for the same seed: 0 or more, less than 1. */
export function chancesOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The share of a text among all: the same text has the same one everywhere (FNV-1a, mixed once more). */
export function shareOf(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return chancesOf(hash)();
}

export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** The logit of a chance, which is kept off 0 and 1. */
export function logitOf(chance: number): number {
  const inside = Math.min(1 - 1e-9, Math.max(1e-9, chance));
  return Math.log(inside / (1 - inside));
}

/** Parts examples into as many folds, each with its part of either outcome; the fold of each, by its place. */
export function foldsOf(outcomes: readonly boolean[], folds: number, seed: number): Uint8Array {
  const chance = chancesOf(seed);
  const order = outcomes
    .map((isPositive, at) => ({ isPositive, at, by: chance() }))
    .toSorted((one, other) =>
      one.isPositive === other.isPositive ? one.by - other.by : one.isPositive ? -1 : 1,
    );
  const foldOf = new Uint8Array(outcomes.length);
  for (const [place, { at }] of order.entries()) foldOf[at] = place % folds;
  return foldOf;
}
