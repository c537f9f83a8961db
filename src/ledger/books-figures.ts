/** What /metrics says of the books; null before it was looked. */
export interface BooksCounts {
  readonly unsealed: number | null;
  readonly late: number | null;
  readonly adrift: number | null;
}

/** What was last seen of the books, for /metrics. */
export class BooksFigures {
  #counts: BooksCounts = { unsealed: null, late: null, adrift: null };

  saw(counts: Readonly<Record<keyof BooksCounts, number>>): void {
    const { unsealed, late, adrift } = counts;
    this.#counts = { unsealed, late, adrift };
  }

  counts(): BooksCounts {
    return this.#counts;
  }
}
