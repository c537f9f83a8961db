import { Socket } from "node:net";

import type { PoolClient, QueryResultRow } from "pg";
import pg from "pg";

import type { Statement } from "./statement.ts";

const INT8 = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;

/** int8 as bigint (money!), date as its own text; the rest as the driver has it. */
const TYPES = {
  getTypeParser(oid: number, format?: "text" | "binary"): (text: string) => unknown {
    if (oid === INT8) return BigInt;
    if (oid === DATE) return (text) => text;
    if (oid === TIMESTAMPTZ) return (text) => pg.types.getTypeParser(TIMESTAMPTZ)(text);
    return format === "binary"
      ? pg.types.getTypeParser(oid, "binary")
      : pg.types.getTypeParser(oid);
  },
};

/** For cells: what the reading side decodes itself stays text, as it is inside JSON too. */
const CELL_TYPES = {
  getTypeParser(oid: number): (text: string) => unknown {
    if (oid === INT8 || oid === DATE || oid === TIMESTAMPTZ) return (text) => text;
    return pg.types.getTypeParser(oid);
  },
};

/**
 * How long the next answer may take. The server itself stops a statement after ten seconds at most, so
 * that what takes longer comes from a host that is gone without a word.
 */
const ANSWER_MS = 12_000;

/** How much was asked of the database: tests hold operations to their count, /metrics shows it. */
export interface Traffic {
  statements: number;
  roundTrips: number;
  transactions: number;
}

/**
 * How much one connection keeps prepared, here and on the server. Callers choose what they select,
 * and each selection is a statement: a connection that has seen this many, or this much text, is
 * replaced. The server's plans take some ninety times their text: 50 MB at most.
 */
export const MOST_PREPARED = { statements: 1_000, characters: 500_000 } as const;

interface PreparedTexts {
  readonly names: Set<string>;
  characters: number;
}

const preparedOn = new WeakMap<PoolClient, PreparedTexts>();

/**
 * A pooled client that counts. Statements sent without waiting for one another travel together:
 * that is one round trip (the driver pipelines).
 */
export class Connection {
  readonly #client: PoolClient;
  readonly #traffic: Traffic;
  readonly #socket: Socket | null;
  readonly #prepared: PreparedTexts;
  #isGathering = false;
  #late: NodeJS.Timeout | null = null;
  readonly #underway = new Set<Promise<unknown>>();

  constructor(client: PoolClient, traffic: Traffic) {
    this.#client = client;
    this.#prepared = preparedOn.get(client) ?? { names: new Set(), characters: 0 };
    preparedOn.set(client, this.#prepared);
    this.#traffic = traffic;
    this.#socket = socketOf(client);
  }

  /** True where the connection is to be replaced when its work is done. */
  get isFull(): boolean {
    const { names, characters } = this.#prepared;
    return names.size >= MOST_PREPARED.statements || characters >= MOST_PREPARED.characters;
  }

  async send<Row extends QueryResultRow>(statement: Statement): Promise<Row[]> {
    this.#note(statement);
    const result = await this.#counted(() =>
      this.#client.query<Row>({
        name: statement.name,
        text: statement.text,
        values: [...statement.values],
        types: TYPES,
      }),
    );
    return result.rows;
  }

  /** The rows as lists of cells. */
  async sendForCells(statement: Statement): Promise<(readonly unknown[])[]> {
    this.#note(statement);
    const result = await this.#counted(() =>
      this.#client.query<unknown[]>({
        name: statement.name,
        text: statement.text,
        values: [...statement.values],
        types: CELL_TYPES,
        rowMode: "array",
      }),
    );
    return result.rows;
  }

  /** begin, set local, commit, rollback: the frame around statements. Returns the command's tag. */
  async frame(text: string): Promise<string> {
    const result: unknown = await this.#counted(() => this.#client.query(text));
    const last: unknown = Array.isArray(result) ? result.at(-1) : result;
    return tagOf(last);
  }

  /** Resolves when every statement that was sent has its answer. */
  async quiet(): Promise<void> {
    await Promise.allSettled(this.#underway);
  }

  #note(statement: Statement): void {
    this.#traffic.statements += 1;
    const { names } = this.#prepared;
    if (names.has(statement.name)) return;
    names.add(statement.name);
    this.#prepared.characters += statement.text.length;
  }

  #counted<Result>(send: () => Promise<Result>): Promise<Result> {
    if (this.#underway.size === 0) this.#traffic.roundTrips += 1;
    this.#gather();
    const sent = send();
    // all that waits for an answer fails as when the server had cut the connection
    this.#late ??= setTimeout(() => this.#socket?.destroy(), ANSWER_MS);
    this.#underway.add(sent);
    const answered = (): void => this.#answered(sent);
    // also heard here, since whoever sent it may have stopped listening when another statement failed
    sent.then(answered, answered);
    return sent;
  }

  #answered(sent: Promise<unknown>): void {
    this.#underway.delete(sent);
    if (this.#underway.size > 0) {
      this.#late?.refresh();
      return;
    }
    if (this.#late) clearTimeout(this.#late);
    this.#late = null;
  }

  /** Holds the socket back until the work waits: what is sent together leaves in one packet. */
  #gather(): void {
    const socket = this.#socket;
    if (this.#isGathering || socket === null) return;
    this.#isGathering = true;
    socket.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      socket.uncork();
    });
  }
}

function socketOf(client: PoolClient): Socket | null {
  const connection: unknown = "connection" in client ? client.connection : null;
  if (typeof connection !== "object" || connection === null || !("stream" in connection))
    return null;
  return connection.stream instanceof Socket ? connection.stream : null;
}

function tagOf(result: unknown): string {
  if (typeof result !== "object" || result === null || !("command" in result)) return "";
  return typeof result.command === "string" ? result.command : "";
}
