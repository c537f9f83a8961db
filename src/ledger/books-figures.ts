/** What /metrics says of the books; null before it was looked. */
export interface BooksCounts {
  readonly unsealed: number | null;
  readonly adrift: number | null;
}

/** What was last seen of the books, for /metrics. */
export class BooksFigures {
  #counts: BooksCounts = { unsealed: null, adrift: null };

  saw(counts: { readonly unsealed: number; readonly adrift: number }): void {
    this.#counts = { unsealed: counts.unsealed, adrift: counts.adrift };
  }

  counts(): BooksCounts {
    return this.#counts;
  }
}
