import type { Clock } from "../platform/clock.ts";
import type { Database, Session } from "../platform/database/index.ts";
import { Departure } from "../platform/departure.ts";
import type { GoneSignal } from "../platform/departure.ts";
import { pause } from "../platform/jobs/index.ts";

import { noteRows } from "./store/export-run-store.ts";
import type { ExportRun } from "./store/export-run-store.ts";

/** Whoever writes it goes no further: another has the run by now, or somebody told it to end. */
class Stopped extends Error {}

const RENEWED_MS = 1_000;

interface HeldRunDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * A run that is being written. It says every second that its writer lives and how far it is, whatever the writer waits for
 * meanwhile, and hears whether it is to go on.
 */
export class HeldRun {
  readonly run: ExportRun;
  /** Aborted where there is nothing more to write: the process ends, the run is told to end, or another has it. */
  readonly gone = new Departure();
  rows = 0n;
  #isOver = false;
  #standing: "MINE" | "TO_END" | "LOST";
  readonly #deps: HeldRunDeps;
  readonly #session: Session;
  readonly #stop: GoneSignal;
  readonly #onStop = (): void => this.gone.abort();
  readonly #released = new AbortController();
  readonly #renewing: Promise<void>;

  constructor(deps: HeldRunDeps, session: Session, run: ExportRun, stop: GoneSignal) {
    this.run = run;
    this.#deps = deps;
    this.#session = session;
    this.#stop = stop;
    this.#standing = run.isToEnd ? "TO_END" : "MINE";
    if (stop.aborted) this.gone.abort();
    stop.addEventListener("abort", this.#onStop, { once: true });
    this.#renewing = this.#renew();
  }

  /** What another process has taken over is its own: nothing of it is touched any more. */
  get isLost(): boolean {
    return this.#standing === "LOST" && !this.#isOver;
  }

  get isToEnd(): boolean {
    return this.#standing === "TO_END";
  }

  /** Its writer has ended it: that it is nobody's to write any more does not mean that another has it. */
  over(): void {
    this.#isOver = true;
  }

  /** @throws Stopped where it is to go no further, as far as is known. */
  goOn(): void {
    if (this.#standing !== "MINE") throw new Stopped("it is to go no further");
  }

  /** Says that its writer lives, and hears whether it is to go on. @throws Stopped */
  async ask(): Promise<void> {
    const { database, clock } = this.#deps;
    const noted = await noteRows(database, this.#session, this.run, {
      ...{ rows: this.rows, at: clock() },
    });
    if (noted === null) this.#standing = "LOST";
    else if (noted.isToEnd) this.#standing = "TO_END";
    if (this.#standing !== "MINE") this.gone.abort();
    this.goOn();
  }

  /** Why the database did not take what its writer noted. @throws Stopped */
  async refused(): Promise<never> {
    await this.ask();
    throw new Error("an export could not be moved on by its own writer");
  }

  /** Nothing more is said of it; resolves once what was being said is. */
  async release(): Promise<void> {
    this.#stop.removeEventListener("abort", this.#onStop);
    this.#released.abort();
    await this.#renewing;
  }

  async #renew(): Promise<void> {
    const { signal } = this.#released;
    for (;;) {
      await pause(RENEWED_MS, signal);
      if (signal.aborted) return;
      // whatever it failed of, the writer will hear of it as well; the next second asks again
      const goesOn = await this.ask().then(
        () => true,
        (error: unknown) => !(error instanceof Stopped),
      );
      if (!goesOn) return;
    }
  }
}
