/**
 * So much work at once. What waits is taken in turn by whom it is for, so that nobody with much of it keeps
 * all others waiting.
 */
export class Slots {
  readonly #waiting = new Map<string, (() => void)[]>();
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Works for somebody when it is their turn. */
  async run<Result>(whose: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(whose);
    try {
      return await work();
    } finally {
      this.#handOn();
    }
  }

  #turn(whose: string): Promise<void> {
    return new Promise((resolve) => {
      const own = this.#waiting.get(whose) ?? [];
      own.push(resolve);
      this.#waiting.set(whose, own);
    });
  }

  #handOn(): void {
    const [first] = this.#waiting;
    if (!first) {
      this.#free += 1;
      return;
    }
    const [whose, own] = first;
    const next = own.shift();
    // whoever was served is last in the next round
    this.#waiting.delete(whose);
    if (own.length > 0) this.#waiting.set(whose, own);
    next?.();
  }
}
