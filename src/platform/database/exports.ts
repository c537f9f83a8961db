import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";
import type { PoolClient } from "pg";

import type { GoneSignal } from "../departure.ts";

import { requestCancel } from "./cancel-request.ts";
import { CopyOut } from "./copy-out.ts";
import { inlinedSql } from "./inlined-sql.ts";
import { CONNECT_TIMEOUT_MS, GuardedClient } from "./pools.ts";
import type { PoolOptions } from "./pools.ts";
import { openingOf } from "./session.ts";
import type { Session } from "./session.ts";
import type { Sql } from "./statement.ts";
import { AskerGone } from "./unless-gone.ts";

/** As many files are read at once for partners, and as many for the vendor. */
const AT_ONCE = 2;
/** How long one statement of a file may take; it takes as long as its reader. */
const STATEMENT_MS = 15 * 60_000;
/** Idle in the middle of a file means: its reader takes nothing. */
const IDLE_MS = 60_000;
/** How long closing waits for connections to end. */
const CLOSE_MS = 2_000;

/** Files are read by partners' and by the vendor's sessions, never by others. */
type ExportRole = "partner" | "vendor";

/** How many files may be read at once as a role, and how many are. */
export interface ExportFigures {
  readonly role: string;
  readonly places: number;
  readonly taken: number;
}

/** All connections for files are taken, and none became free in time. */
export class NoExportFree extends Error {
  constructor() {
    super("all connections for files are taken");
    this.name = "NoExportFree";
  }
}

/**
 * Connections for files, apart from those of the API: whoever reads a file slowly holds one of
 * these, and no request waits for it.
 */
export class Exports {
  readonly #pools: Readonly<Record<ExportRole, pg.Pool>>;
  readonly #open = new Set<ExportFile>();

  constructor({ urls, onBrokenConnection }: Pick<PoolOptions, "urls" | "onBrokenConnection">) {
    const open = (role: ExportRole): pg.Pool => {
      const pool = new pg.Pool({
        connectionString: urls[role],
        max: AT_ONCE,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        application_name: `baton-export-${role}`,
        Client: GuardedClient,
      });
      pool.on("error", onBrokenConnection);
      return pool;
    };
    this.#pools = { partner: open("partner"), vendor: open("vendor") };
  }

  /**
   * Opens a file for a session: one read-only state of the database, under its row-level security.
   * Waits two seconds for a connection, then throws NoExportFree. When the signal is aborted the
   * statement is cancelled and the connection dropped, wherever the reader stands.
   */
  async open(session: Session, signal: GoneSignal): Promise<ExportFile> {
    if (session.role !== "partner" && session.role !== "vendor") {
      throw new Error(`no file is read as ${session.role}`);
    }
    const pool = this.#pools[session.role];
    const isFull = pool.totalCount >= AT_ONCE && pool.idleCount === 0;
    const client = await pool.connect().catch((error: unknown) => {
      throw isFull ? new NoExportFree() : error;
    });
    const file = new ExportFile(client, signal, (over) => this.#open.delete(over));
    this.#open.add(file);
    try {
      if (signal.aborted) throw new AskerGone();
      await client.query(
        `${openingOf(session)}; set transaction isolation level repeatable read, read only; ` +
          `set local statement_timeout = ${STATEMENT_MS}; ` +
          `set local datestyle = 'iso'; set local timezone = 'UTC'; set local idle_in_transaction_session_timeout = ${IDLE_MS}`,
      );
      return file;
    } catch (error) {
      file.drop();
      throw error;
    }
  }

  figures(): readonly ExportFigures[] {
    return Object.entries(this.#pools).map(([role, { totalCount, idleCount }]) => ({
      role,
      places: AT_ONCE,
      taken: totalCount - idleCount,
    }));
  }

  /** Ends what is still read, and waits two seconds at most: a pool alone would wait for its last reader. */
  async close(): Promise<void> {
    const ended = Promise.all(Object.values(this.#pools).map((pool) => pool.end()));
    for (const file of this.#open) file.drop();
    await Promise.race([ended, sleep(CLOSE_MS, undefined, { ref: false })]);
  }
}

/**
 * A file under way. Ends with `close`, or is dropped with its connection; also where the server ends
 * that, whether anybody reads or not.
 */
export class ExportFile {
  readonly #client: PoolClient;
  readonly #signal: GoneSignal;
  readonly #onGone = (): void => this.drop();
  readonly #onLost = (): void => this.#end(true);
  readonly #onEnd: (file: ExportFile) => void;
  #isOver = false;

  constructor(client: PoolClient, signal: GoneSignal, onEnd: (file: ExportFile) => void) {
    this.#client = client;
    this.#signal = signal;
    this.#onEnd = onEnd;
    client.once("end", this.#onLost).once("error", this.#onLost);
    signal.addEventListener("abort", this.#onGone, { once: true });
  }

  /**
   * The rows of a query as CSV without a header, in chunks as they come from the database: the
   * reader's pace is the database's. A chunk is good until the next one is asked for. Whoever stops
   * before the end drops the connection.
   */
  async *csv(query: Sql): AsyncGenerator<Buffer> {
    if (this.#isOver) throw new AskerGone();
    let isWhole = false;
    try {
      yield* this.#client.query(
        new CopyOut(`copy (${inlinedSql(query)}) to stdout with (format csv, encoding 'utf8')`),
      );
      isWhole = true;
    } catch (error) {
      throw this.#signal.aborted ? new AskerGone() : error;
    } finally {
      if (!isWhole) this.drop();
    }
  }

  /** Ends the transaction and gives the connection back. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    // all was read: where the connection broke since, nothing is lost
    const isWhole = await this.#client.query("commit").then(
      () => true,
      () => false,
    );
    this.#end(!isWhole);
  }

  /**
   * Cancels what runs and drops the connection. Both, since a backend that sorts does not see that
   * its client is gone, and one that waits for its client does not hear a cancel.
   */
  drop(): void {
    if (this.#isOver) return;
    requestCancel(this.#client).catch(() => undefined);
    this.#end(true);
  }

  #end(isBroken: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#signal.removeEventListener("abort", this.#onGone);
    this.#client.off("end", this.#onLost).off("error", this.#onLost);
    this.#client.release(isBroken);
    this.#onEnd(this);
  }
}
