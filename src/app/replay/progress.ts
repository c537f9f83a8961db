const PAUSE_MS = 2_000;

/** Tells every two seconds how far the replay is, and adds up what it has done. */
export class Progress {
  readonly #tell: (line: string) => void;
  readonly #begunAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #added = new Map<string, number>();
  #what = "";
  #there = 0;
  #inAll = 0;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
    this.#timer = setInterval(() => this.#say(), PAUSE_MS);
    this.#timer.unref();
  }

  /** The next part: so many are there already, of so many in all. */
  begin(what: string, there: number, inAll: number): void {
    if (this.#what !== "") this.#say();
    this.#what = what;
    this.#there = there;
    this.#inAll = inAll;
    this.#added.set(what, 0);
  }

  done(): void {
    this.#added.set(this.#what, this.added(this.#what) + 1);
  }

  added(what: string): number {
    return this.#added.get(what) ?? 0;
  }

  get seconds(): number {
    return (performance.now() - this.#begunAt) / 1_000;
  }

  end(): void {
    clearInterval(this.#timer);
    this.#say();
  }

  #say(): void {
    if (this.#what === "") return;
    const count = (this.#there + this.added(this.#what)).toLocaleString("en");
    this.#tell(
      `${this.#what} ${count} of ${this.#inAll.toLocaleString("en")}, after ${this.seconds.toFixed(0)} s`,
    );
  }
}
