/**
 * Cuts the lines of a balanced journal into parts of so many lines at most, each of which balances: where it has to, an
 * amount goes into two parts. What a line has in all parts together is what it had; one that fits stays as it is.
 *
 * Debits and credits are matched in their order, so much of one as of the other, and a part is full when the next match
 * would bring a line too many. Throws where the journal does not balance.
 */
export function balancedParts<Line extends { readonly minor: bigint }>(
  lines: readonly Line[],
  most: number,
): readonly (readonly Line[])[] {
  if (most < 2) throw new RangeError("a part that balances has two lines at least");
  if (lines.reduce((sum, { minor }) => sum + minor, 0n) !== 0n)
    throw new Error("a journal that does not balance was to be cut");
  if (lines.length <= most) return [lines];
  const parts: Map<number, bigint>[] = [new Map<number, bigint>()];
  for (const { debit, credit, minor } of matches(lines)) {
    const full = parts.at(-1) ?? new Map<number, bigint>();
    const isRoom = new Set([...full.keys(), debit, credit]).size <= most;
    const part = isRoom ? full : new Map<number, bigint>();
    if (!isRoom) parts.push(part);
    part.set(debit, (part.get(debit) ?? 0n) + minor);
    part.set(credit, (part.get(credit) ?? 0n) - minor);
  }
  return parts.map((part) =>
    [...part]
      .toSorted(([one], [other]) => one - other)
      .flatMap(([place, minor]) => {
        const line = lines[place];
        return line ? [{ ...line, minor }] : [];
      }),
  );
}

interface Match {
  /** The places of both lines. */
  readonly debit: number;
  readonly credit: number;
  readonly minor: bigint;
}

function* matches(lines: readonly { readonly minor: bigint }[]): Generator<Match> {
  const left = lines.map(({ minor }) => (minor < 0n ? -minor : minor));
  const places = (isDebit: boolean) =>
    lines.flatMap(({ minor }, place) => (minor !== 0n && minor > 0n === isDebit ? [place] : []));
  const credits = places(false);
  let next = 0;
  for (const debit of places(true)) {
    while ((left[debit] ?? 0n) > 0n) {
      const credit = credits[next];
      if (credit === undefined) return;
      const [owed = 0n, open = 0n] = [left[debit], left[credit]];
      const minor = owed < open ? owed : open;
      left[debit] = owed - minor;
      left[credit] = open - minor;
      if (open === minor) next += 1;
      yield { debit, credit, minor };
    }
  }
}
