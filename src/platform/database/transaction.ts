import type { QueryResultRow } from "pg";

import type { Refusal } from "../../kernel/index.ts";

import type { Connection } from "./connection.ts";
import { databaseFailure, IN_FAILED_TRANSACTION } from "./database-error.ts";
import { mergeWrites } from "./merged-writes.ts";
import { sql, toStatement } from "./statement.ts";
import type { Sql, Statement } from "./statement.ts";

/**
 * What a violated constraint means: the database's no as a refusal, by name. `TRY_AGAIN` where
 * another transaction was quicker, so that the work, run again, sees what it did and can say so.
 */
export type RefusalsByConstraint = Readonly<Record<string, (() => Refusal) | typeof TRY_AGAIN>>;

export const TRY_AGAIN = "TRY_AGAIN";

/** Another transaction won a race; the whole work is to be run again. */
export class LostRace extends Error {}

interface QueuedWrite {
  readonly piece: Sql;
  readonly refusals: RefusalsByConstraint;
}

/** Unwinds a transaction whose outcome is a refusal; never leaves this folder's callers. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/**
 * One transaction on one connection. Reads go out at once; writes are collected and travel as one
 * statement (`mergeWrites` says what that asks of them), as a rule together with the commit.
 */
export class Transaction {
  readonly #connection: Connection;
  #gate: Promise<void>;
  #isHeld = false;
  #isOver = false;
  #first: QueuedWrite[] = [];
  #queued: QueuedWrite[] = [];
  #after: QueuedWrite[] = [];

  constructor(connection: Connection, opened: Promise<unknown>) {
    this.#connection = connection;
    this.#gate = opened.then(() => undefined);
    this.#gate.catch(() => undefined);
  }

  /** Sends a read now, in the same round trip as what was sent before without waiting. */
  read<Row extends QueryResultRow>(piece: Sql): Promise<Row[]> {
    const sent = this.#connection.send<Row>(toStatement(piece));
    const rows = settled([sent, this.#gate]).then(() => sent);
    // a verb that sends two reads and fails on the first never looks at the second
    rows.catch(() => undefined);
    return rows;
  }

  /** The single row of a read; null where there is none. */
  async readOne<Row extends QueryResultRow>(piece: Sql): Promise<Row | null> {
    const rows = await this.read<Row>(piece);
    return rows[0] ?? null;
  }

  /** Nothing read or written after this resolves before `until` has; its rejection ends the work. */
  holdUntil(until: Promise<void>): void {
    const before = this.#gate;
    this.#isHeld = true;
    this.#gate = settled([before, until]);
    this.#gate.catch(() => undefined);
  }

  /** Resolves when the transaction is open and nothing holds it; what holds it may end the work. */
  async ready(): Promise<void> {
    await this.#gate;
  }

  /**
   * Collects a write for the statement that all writes are sent in. `refusals` tells what its
   * constraints say in business words.
   */
  queue(piece: Sql, refusals: RefusalsByConstraint = {}): void {
    this.#queued.push({ piece, refusals });
  }

  /** Collects a write that takes its locks before all others. */
  queueFirst(piece: Sql, refusals: RefusalsByConstraint = {}): void {
    this.#first.push({ piece, refusals });
  }

  /**
   * Collects a write that must see the others' rows, or changes one of them: it is a statement of
   * its own behind them, and the commit a round trip of its own.
   */
  queueAfter(piece: Sql, refusals: RefusalsByConstraint = {}): void {
    this.#after.push({ piece, refusals });
  }

  /**
   * Demands that what the work took for granted is so when its writes run. Otherwise nothing is
   * written and the work is run again: it reads, and sees what is.
   */
  insist(condition: Sql): void {
    this.queueFirst(sql`select app.insist(${condition})`, { assumption_holds: TRY_AGAIN });
  }

  /** Sends the collected writes in one round trip; a named violation becomes its refusal. */
  async flush(): Promise<void> {
    const { writes, statements } = this.#collected();
    if (this.#isHeld) await this.#gate;
    if (statements.length === 0) return;
    await this.#settle(writes, [
      ...statements.map((statement) => this.#connection.send(statement)),
      // what is checked at the end is checked here, where a refusal can still be told by name; what
      // comes behind is checked at its own end
      this.#connection.frame("set constraints all immediate; set constraints all deferred"),
    ]);
  }

  /**
   * Sends the collected writes and commits in the same round trip; resolves only when the server
   * has confirmed it. Of several statements the driver could drop one and still send the commit:
   * they go out before it.
   */
  async commit(): Promise<void> {
    if (this.#after.length > 0) await this.flush();
    const { writes, statements } = this.#collected();
    if (this.#isHeld) await this.#gate;
    const sent = statements.map((statement) => this.#connection.send(statement));
    const closed = this.#connection.frame("commit").then((tag) => {
      this.#isOver = true;
      return tag;
    });
    await this.#settle(writes, [...sent, closed]);
    const tag = await closed;
    if (tag !== "COMMIT") throw new Error(`the transaction ended with ${tag} instead of COMMIT`);
  }

  /** True when the server has said that the transaction is over, however it ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The statements are made before anything is sent: what cannot be one ends the work here. */
  #collected(): { writes: readonly QueuedWrite[]; statements: readonly Statement[] } {
    const merged = [...this.#first, ...this.#queued];
    const after = this.#after;
    [this.#first, this.#queued, this.#after] = [[], [], []];
    const pieces = after.map(({ piece }) => piece);
    if (merged.length > 0) pieces.unshift(mergeWrites(merged.map(({ piece }) => piece)));
    return { writes: [...merged, ...after], statements: pieces.map(toStatement) };
  }

  /** Waits for all answers; a constraint's no becomes what the write that it belongs to says. */
  async #settle(
    writes: readonly QueuedWrite[],
    answers: readonly Promise<unknown>[],
  ): Promise<void> {
    try {
      await settled([this.#gate, ...answers]);
    } catch (error) {
      const meaning = meaningOf(databaseFailure(error)?.constraint ?? null, writes);
      if (meaning === TRY_AGAIN) throw new LostRace();
      throw meaning ? new Refused(meaning()) : error;
    }
  }
}

function meaningOf(constraint: string | null, writes: readonly QueuedWrite[]) {
  if (constraint === null) return undefined;
  return writes
    .map(({ refusals }) => refusals[constraint])
    .find((meaning) => meaning !== undefined);
}

/** Waits for all and then throws the first real cause: no rejection is left behind unheard. */
export async function settled(parts: readonly Promise<unknown>[]): Promise<void> {
  try {
    await Promise.all(parts);
    return;
  } catch {
    // which of them is the cause is known when all have ended
  }
  const results = await Promise.allSettled(parts);
  const failures = results.filter((result) => result.status === "rejected");
  const cause =
    failures.find((result) => databaseFailure(result.reason)?.code !== IN_FAILED_TRANSACTION) ??
    failures[0];
  if (cause) throw cause.reason;
}
