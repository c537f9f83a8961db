import type { Change } from "../../live/index.ts";

/** How long an answer is kept for whoever asks the same; whoever takes it later has it made again. */
const KEPT_MS = 5_000;

/**
 * One token that asks the same many times, as a portal's server does, is answered once for each change. It is
 * not kept with the change: that waits as long as the slowest of all who watch.
 */
export class SharedAnswers<Answer> {
  readonly #given = new WeakMap<Change, Map<string, Promise<Answer>>>();

  of(change: Change, key: string, make: () => Promise<Answer>): Promise<Answer> {
    const alike = this.#given.get(change) ?? new Map<string, Promise<Answer>>();
    this.#given.set(change, alike);
    const known = alike.get(key);
    if (known) return known;
    const given = make();
    alike.set(key, given);
    const forget = (): void => {
      setTimeout(() => alike.delete(key), KEPT_MS).unref();
    };
    given.then(forget, forget);
    return given;
  }
}
