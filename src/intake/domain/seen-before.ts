/**
 * What a check has seen in the rows before: whom and which company they name. Nothing is registered
 * while a file is checked, so nothing else knows. A number for each key is kept in its place, of 53
 * bits: two keys of 200,000 rows are taken for one in a file of a million.
 */
export class SeenBefore {
  readonly #rows = new Map<number, number>();

  /** The row before this one that kept a key which this one looks for; else it keeps its own from now on. */
  note({ sought, kept }: SeenKeys, row: number): number | null {
    const before = sought
      .map((key) => this.#rows.get(numberOf(key)))
      .find((each) => each !== undefined);
    if (before !== undefined) return before;
    for (const key of kept) this.#rows.set(numberOf(key), row);
    return null;
  }
}

/** The keys that a row looks for among those before it, and that those after it find. */
export interface SeenKeys {
  readonly sought: readonly string[];
  readonly kept: readonly string[];
}

/**
 * A person is looked for as it is. A company is by the product lines that the row names: one row that
 * names none is about all. Lines beneath one another are told when they are registered.
 */
export function seenKeys(
  emailKey: string,
  companyKeys: readonly string[],
  lines: readonly string[],
): SeenKeys {
  const person = `mail:${emailKey}`;
  const of = (what: readonly string[]) =>
    companyKeys.flatMap((key) => what.map((each) => `${key} ${each}`));
  if (lines.length === 0)
    return { sought: [person, ...of(["all", "some"])], kept: [person, ...of(["all"])] };
  return { sought: [person, ...of(["all", ...lines])], kept: [person, ...of(["some", ...lines])] };
}

/** cyrb53, a hash for tables: quick, and even enough. */
function numberOf(text: string): number {
  let one = 0xdeadbeef;
  let other = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 2654435761);
    other = Math.imul(other ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return 4_294_967_296 * (2_097_151 & other) + (one >>> 0);
}
