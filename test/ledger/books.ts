import pg from "pg";

import { LEDGER_INVARIANTS } from "../../src/app/invariants/ledger.ts";
import type {
  AwardId,
  CreditId,
  Currency,
  IncentiveProgramId,
  PartnerId,
  Refusal,
} from "../../src/kernel/index.ts";
import { idOf, money, uuidOf } from "../../src/kernel/index.ts";
import {
  accrue,
  DEFAULT_ENTITY_ID,
  linesOf,
  postJournal,
  sealJournals,
} from "../../src/ledger/index.ts";
import type { Moved, MovementKind, Posting } from "../../src/ledger/index.ts";
import type { Session } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

export const ACTOR = "01970000-0000-7000-8000-0000000000ac";
export const PROGRAM: IncentiveProgramId = idOf("inc", "01970000-0000-7000-8000-0000000000f1");

export const vendor: Session = {
  role: "vendor",
  partnerId: null,
  actorId: ACTOR,
  requestId: "ledger-test",
};

/** A world with two partners in it; the first day of the present month is the day all counts for. */
export interface Books extends World {
  readonly anna: PartnerId;
  readonly bruno: PartnerId;
  readonly today: string;
}

export async function openBooks(): Promise<Books> {
  const world = await openWorld();
  const [anna, bruno] = [newId("prt"), newId("prt")];
  for (const [name, id] of [
    ["Anna AG", anna],
    ["Bruno BV", bruno],
  ] as const) {
    await world.asOwner(
      `insert into partner (id, name, state, created_at, updated_at) values ($1, $2, 'ACTIVE', now(), now())`,
      [uuidOf(id), name],
    );
  }
  const [first] = await world.asOwner<{ today: string }>(
    "select min(starts_on)::text as today from accounting_period",
  );
  return { ...world, anna, bruno, today: first!.today };
}

export interface Earned {
  readonly partner: PartnerId;
  readonly minor: bigint;
  readonly currency?: Currency;
  readonly effectiveOn?: string;
  readonly creditId?: CreditId;
  readonly awardId?: AwardId;
}

/** An award that earns one partner an amount. */
export function earned(books: Books, { partner, minor, ...rest }: Earned): Posting {
  return accrue({
    id: newId("jrn"),
    awardId: rest.awardId ?? newId("awd"),
    programId: PROGRAM,
    effectiveOn: rest.effectiveOn ?? books.today,
    shares: [
      {
        creditId: rest.creditId ?? newId("crd"),
        partnerId: partner,
        amount: money(minor, rest.currency ?? "EUR"),
      },
    ],
  })!;
}

/** Any movement as a posting of its own. */
export function moved(books: Books, kind: MovementKind, movement: Moved): Posting {
  const source = newId("awd");
  return {
    id: newId("jrn"),
    entityId: DEFAULT_ENTITY_ID,
    kind,
    key: `test:${source}`,
    effectiveOn: books.today,
    source,
    lines: linesOf(kind, movement),
    memo: null,
  };
}

export async function post(
  books: Books,
  posting: Posting,
  session = vendor,
): Promise<"posted" | Refusal> {
  return books.database.transaction(session, async (tx) => {
    postJournal(tx, posting);
    return "posted" as const;
  });
}

/** A connection of its own, as any role; the owner's is a superuser's in tests. */
export async function connect(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

/** Names of the invariants that report a fault, seen through the given connection. */
export async function faults(client: Pick<pg.Client, "query">): Promise<string[]> {
  const found = [];
  for (const { name, sql } of LEDGER_INVARIANTS) {
    const { rows } = await client.query(sql);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** Seals what waits; throws when any promise of the ledger is broken. */
export async function mustBeSound(books: Books): Promise<void> {
  await sealJournals(books.database, "test");
  await using owner = await connect(books.ownerUrl);
  const found = await faults(owner);
  if (found.length > 0) throw new Error(`the books are not sound: ${found.join(", ")}`);
}

/** The raw SQL of a balanced posting past the posting function, as its owner could write it. */
export function rawHeader(id: string, columns: Record<string, string> = {}): string {
  const values: Record<string, string> = {
    id: `'${id}'`,
    entity_id: `'${DEFAULT_ENTITY_ID}'`,
    kind: "'ACCRUE'",
    idempotency_key: `'raw:${id}'`,
    request_hash: "sha256('')",
    effective_date: "(select min(starts_on) from accounting_period)",
    accounting_date: "(select min(starts_on) from accounting_period)",
    posted_at: "now()",
    period_id: "(select id from accounting_period order by starts_on limit 1)",
    source_type: "'awd'",
    source_id: "gen_random_uuid()",
    actor_id: `'${ACTOR}'`,
    db_xact: "'1'",
    ...columns,
  };
  return `insert into journal_txn (${Object.keys(values).join(", ")}) values (${Object.values(values).join(", ")})`;
}

/** Returns once so many sessions of this database wait for a lock. */
export async function waitsForLock(books: Pick<Books, "asOwner">, sessions: number): Promise<void> {
  for (;;) {
    const [row] = await books.asOwner<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if ((row?.waiting ?? 0) >= sessions) return;
  }
}

/** What only a superuser can say: no guard of the ledger fires until the transaction ends. */
export const UNGUARDED = [
  "journal_txn",
  "journal_entry",
  "journal_seal",
  "journal_unsealed",
  "ledger_account",
  "account_balance",
  "accounting_period",
  "chain_head",
  "legal_entity",
  "chain_anchor",
]
  .map((table) => `alter table ${table} disable trigger all`)
  .join("; ");
