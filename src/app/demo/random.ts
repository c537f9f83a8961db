/** Numbers that look random and are the same in every run, for data that must be (mulberry32). */
export interface Chance {
  /** From 0 up to, not including, `below`. */
  readonly upTo: (below: number) => number;
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item;
  readonly bytes: (count: number) => Uint8Array;
}

export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (below: number): number => Math.floor(next() * below);
  return {
    upTo,
    pick: ([first, ...others]) => [first, ...others][upTo(others.length + 1)] ?? first,
    bytes: (count) => Uint8Array.from({ length: count }, () => upTo(256)),
  };
}
