import type { QueryResultRow } from "pg";

import type { Refusal } from "../../kernel/index.ts";

import type { Connection } from "./connection.ts";
import { databaseFailure, IN_FAILED_TRANSACTION } from "./database-error.ts";
import { toStatement } from "./statement.ts";
import type { Sql } from "./statement.ts";

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
 * One transaction on one connection. Reads go out at once; writes are collected and travel
 * together in `flush`, so that they need not wait for one another.
 */
export class Transaction {
  readonly #connection: Connection;
  #gate: Promise<void>;
  #queued: QueuedWrite[] = [];

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

  /** Nothing read or flushed after this resolves before `until` has; its rejection ends the work. */
  holdUntil(until: Promise<void>): void {
    const before = this.#gate;
    this.#gate = settled([before, until]);
    this.#gate.catch(() => undefined);
  }

  /** Resolves when the transaction is open and nothing holds it; what holds it may end the work. */
  async ready(): Promise<void> {
    await this.#gate;
  }

  /** Collects a write for the next flush. `refusals` tells what its constraints say in business words. */
  queue(piece: Sql, refusals: RefusalsByConstraint = {}): void {
    this.#queued.push({ piece, refusals });
  }

  /** Sends the collected writes in order, in one round trip; a named violation becomes its refusal. */
  async flush(): Promise<void> {
    const writes = this.#queued;
    this.#queued = [];
    await this.#gate;
    if (writes.length === 0) return;
    const results = await Promise.allSettled([
      ...writes.map((write) => this.#connection.send(toStatement(write.piece))),
      // what is checked at the end is checked here, where a refusal can still be told by name
      this.#connection.frame("set constraints all immediate"),
    ]);
    for (const [index, result] of results.entries()) {
      if (result.status === "fulfilled") continue;
      const failure = databaseFailure(result.reason);
      if (failure?.code === IN_FAILED_TRANSACTION) continue;
      const meaning = meaningOf(failure?.constraint ?? null, writes, index);
      if (meaning === TRY_AGAIN) throw new LostRace();
      throw meaning ? new Refused(meaning()) : result.reason;
    }
  }
}

/** What a constraint says: to its own statement, or (checked at the end) to any of them. */
function meaningOf(constraint: string | null, writes: readonly QueuedWrite[], index: number) {
  if (constraint === null) return undefined;
  const asked = index < writes.length ? writes.slice(index, index + 1) : writes;
  return asked.map((write) => write.refusals[constraint]).find((meaning) => meaning !== undefined);
}

/** Waits for all and then throws the first real cause: no rejection is left behind unheard. */
export async function settled(parts: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(parts);
  const failures = results.filter((result) => result.status === "rejected");
  const cause =
    failures.find((result) => databaseFailure(result.reason)?.code !== IN_FAILED_TRANSACTION) ??
    failures[0];
  if (cause) throw cause.reason;
}
