/** What of one currency is in a file: how many rows, and their debits and credits, in the smallest unit. */
export interface ControlTotal {
  readonly count: number;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

/** Adds up the rows of a file by currency as they are written. */
export class ControlTotals {
  readonly #sums = new Map<string, ControlTotal>();

  add(currency: string, minor: bigint): void {
    const { count, debitMinor, creditMinor } = this.#sums.get(currency) ?? NONE;
    this.#sums.set(currency, {
      count: count + 1,
      debitMinor: minor > 0n ? debitMinor + minor : debitMinor,
      creditMinor: minor < 0n ? creditMinor - minor : creditMinor,
    });
  }

  /** Rows of all currencies. */
  get count(): bigint {
    return [...this.#sums.values()].reduce((all, { count }) => all + BigInt(count), 0n);
  }

  netOf(currency: string): bigint {
    const { debitMinor, creditMinor } = this.#sums.get(currency) ?? NONE;
    return debitMinor - creditMinor;
  }

  /** By currency, in the order of the alphabet; whole numbers as text. */
  told() {
    return [...this.#sums]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([currency, { count, debitMinor, creditMinor }]) => ({
        ...{ currency, count },
        debitMinor: debitMinor.toString(),
        creditMinor: creditMinor.toString(),
        netMinor: (debitMinor - creditMinor).toString(),
      }));
  }
}

const NONE: ControlTotal = { count: 0, debitMinor: 0n, creditMinor: 0n };
