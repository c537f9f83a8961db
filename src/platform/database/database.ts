import type { QueryResultRow } from "pg";
import type { DataSource, ObjectLiteral } from "typeorm";

import { isRefusal } from "../../kernel/index.ts";
import type { Refusal } from "../../kernel/index.ts";

import type { GoneSignal } from "../departure.ts";

import { Connection } from "./connection.ts";
import type { Traffic } from "./connection.ts";
import { borrowClient, KNOWS_TABLES } from "./pools.ts";
import type { RowClass } from "./rows.ts";
import { Columns, RowStatements } from "./rows.ts";
import { openingOf } from "./session.ts";
import type { ServingRole, Session } from "./session.ts";
import { toStatement } from "./statement.ts";
import type { Sql, Statement } from "./statement.ts";
import { Refused, settled, Transaction } from "./transaction.ts";
import { AskerGone, borrowedUnlessGone, cancelledWhenGone } from "./unless-gone.ts";

/** The serving roles' pools, and the only way to them: everything runs for a session. */
export class Database {
  readonly traffic: Traffic = { statements: 0, roundTrips: 0, transactions: 0 };
  readonly columns: Columns;
  readonly #committed = new Set<() => void>();
  readonly #pools: Readonly<Record<ServingRole, DataSource>>;
  readonly #rows: RowStatements;

  constructor(pools: Readonly<Record<ServingRole, DataSource>>) {
    this.#pools = pools;
    this.#rows = new RowStatements(pools[KNOWS_TABLES]);
    this.columns = new Columns(pools[KNOWS_TABLES]);
  }

  /** Builds an insert of rows; queue it in a transaction. */
  insert<Row extends ObjectLiteral>(row: RowClass<Row>, ...values: readonly Partial<Row>[]): Sql {
    return this.#rows.insert(row, values);
  }

  /**
   * One statement for a session in one round trip: begin, settings, statement and commit together.
   * It ends with AskerGone when the session's signal says that nobody waits for it any more.
   */
  async read<Row extends QueryResultRow>(session: Session, piece: Sql): Promise<Row[]> {
    const statement = toStatement(piece);
    return this.#alone(session, (connection) => connection.send<Row>(statement));
  }

  /** The same, its rows as lists of cells: instants and large integers as the server spells them. */
  rows(session: Session, statement: Statement): Promise<(readonly unknown[])[]> {
    return this.#alone(session, (connection) => connection.sendForCells(statement));
  }

  /** The single row of a read; null where there is none, or none that the session may see. */
  async readOne<Row extends QueryResultRow>(session: Session, piece: Sql): Promise<Row | null> {
    const rows = await this.read<Row>(session, piece);
    return rows[0] ?? null;
  }

  /**
   * Runs the work in one transaction. A refusal rolls everything back and is returned; an error
   * rolls back and is thrown; all else commits, and only a commit that the server confirmed counts.
   */
  async transaction<Result>(
    session: Session,
    work: (tx: Transaction) => Promise<Result | Refusal>,
  ): Promise<Result | Refusal> {
    const opening = openingOf(session);
    return this.#borrowed(session, async (connection) => {
      const tx = new Transaction(connection, connection.frame(opening));
      try {
        const result = await work(tx);
        if (isRefusal(result)) throw new Refused(result);
        await tx.commit();
        for (const tell of this.#committed) tell();
        return result;
      } catch (error) {
        // where the connection is lost the server rolls back by itself; the cause is what counts
        if (!tx.isOver) await connection.frame("rollback").catch(() => undefined);
        if (error instanceof Refused) return error.refusal;
        throw error;
      }
    });
  }

  /** Calls it after each transaction that was committed here. */
  whenCommitted(tell: () => void): void {
    this.#committed.add(tell);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#pools).map((pool) => pool.destroy()));
  }

  /** A transaction of one statement, in one flush. */
  async #alone<Rows>(
    session: Session,
    send: (connection: Connection) => Promise<Rows>,
  ): Promise<Rows> {
    const opening = openingOf(session);
    const work = async (connection: Connection) => {
      const opened = connection.frame(opening);
      const rows = send(connection);
      const closed = connection.frame("commit");
      await settled([opened, rows, closed]);
      return rows;
    };
    return this.#borrowed(session, work, session.signal);
  }

  async #borrowed<Result>(
    session: Session,
    use: (connection: Connection) => Promise<Result>,
    signal?: GoneSignal,
  ): Promise<Result> {
    const { client, release } = await borrowedUnlessGone(
      () => borrowClient(this.#pools[session.role]),
      (borrowed) => borrowed.release(false),
      signal,
    );
    this.traffic.transactions += 1;
    let broken = true;
    const connection = new Connection(client, this.traffic);
    const watch = cancelledWhenGone(client, signal);
    try {
      const result = await use(connection);
      broken = false;
      return result;
    } catch (error) {
      // every answer is awaited first, so that the client's own word for its state is true
      await connection.quiet();
      broken = client.getTransactionStatus() !== "I";
      throw signal?.aborted ? new AskerGone() : error;
    } finally {
      const isSettled = await watch.end();
      release(broken || !isSettled || connection.isFull);
    }
  }
}
