import { createHash } from "node:crypto";

import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { CHAIN_INVARIANTS } from "../../src/app/invariants/ledger-chain.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { reverseJournal, sealJournals } from "../../src/ledger/index.ts";
import { newId } from "../../src/platform/ids.ts";

import { connect, earned, openBooks, post, UNGUARDED, vendor } from "./books.ts";
import type { Books } from "./books.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
  const first = { ...earned(books, { partner: books.anna, minor: 20_000n }), memo: "Grüße\nseq 2" };
  await post(books, first);
  await post(books, earned(books, { partner: books.bruno, minor: 7_000n, currency: "JPY" }));
  await books.database.transaction(vendor, async (tx) => {
    const { id: reverses, entityId, effectiveOn, source } = first;
    reverseJournal(tx, {
      id: newId("jrn"),
      reverses,
      entityId,
      key: "r",
      effectiveOn,
      source,
      memo: null,
    });
    return null;
  });
  await sealJournals(books.database, "test");
});
afterAll(() => books.close());

/** True where a query over the chain reports something. */
async function isFound(client: pg.Client): Promise<boolean> {
  for (const { name, sql } of CHAIN_INVARIANTS) {
    if (name === "sealed-within-a-minute") continue;
    const { rows } = await client.query(sql);
    if (rows.length > 0) return true;
  }
  return false;
}

const SEALED_TABLES = ["journal_txn", "journal_entry", "journal_seal", "ledger_account"];

/** A value of the type that differs by as little as can be. */
const CHANGED: Readonly<Record<string, (column: string) => string>> = {
  uuid: (c) =>
    `overlay(${c}::text placing translate(substr(${c}::text, 8, 1), '0123456789abcdef', '123456789abcdef0') from 8)::uuid`,
  text: (c) => `${c} || ' '`,
  bytea: (c) => `set_byte(${c}, 31, get_byte(${c}, 31) # 1)`,
  date: (c) => `${c} + 1`,
  "timestamp with time zone": (c) => `${c} + interval '1 millisecond'`,
  bigint: (c) => `${c} + 1000`,
  integer: (c) => `${c} + 10`,
  xid8: (c) => `((${c}::text::bigint + 1)::text)::xid8`,
};

test("a change to any one field of what was sealed, by a superuser, is found", async () => {
  const columns = await books.asOwner<{
    table: string;
    column: string;
    type: string;
    nullable: boolean;
  }>(
    `select table_name as table, column_name as column, data_type as type, is_nullable = 'YES' as nullable
     from information_schema.columns
     where table_name = any ($1) and table_schema = 'public' and is_generated = 'NEVER'`,
    [SEALED_TABLES],
  );
  const missed = [];
  let tried = 0;

  await using owner = await connect(books.ownerUrl);
  for (const { table, column, type, nullable } of columns) {
    const changed = CHANGED[type];
    if (!changed) throw new Error(`how to change a ${type}?`);
    const changes = [changed(column)];
    if (nullable) changes.push("null", type === "uuid" ? "gen_random_uuid()" : "'x'");
    for (const change of changes) {
      await owner.query("begin");
      await owner.query(UNGUARDED);
      await dropChecks(owner, table);
      const { rowCount } = await owner.query(
        `update ${table} set ${column} = ${change}
         where ctid = (select ctid from ${table} where ${column} is distinct from ${change} limit 1)`,
      );
      if (rowCount !== 0) tried += 1;
      if (rowCount !== 0 && !(await isFound(owner))) missed.push(`${table}.${column} = ${change}`);
      await owner.query("rollback");
    }
  }

  expect(missed).toEqual([]);
  expect(columns).toHaveLength(34);
  expect(tried).toBeGreaterThanOrEqual(columns.length);
});

async function dropChecks(owner: pg.Client, table: string): Promise<void> {
  const { rows } = await owner.query<{ drop: string }>(
    `select format('alter table %I drop constraint %I', relname, conname) as drop
     from pg_constraint join pg_class on pg_class.oid = conrelid
     where relname = $1 and contype = 'c'`,
    [table],
  );
  for (const { drop } of rows) await owner.query(drop);
}

test.each([
  [
    "added",
    "insert into journal_entry select txn_id, line_no + 2, account_id, currency, amount_minor, null from journal_entry limit 1",
  ],
  ["taken out", "delete from journal_entry where ctid = (select ctid from journal_entry limit 1)"],
  ["renumbered", "update journal_entry set line_no = 4 - line_no where line_no in (1, 3)"],
  ["relabelled", "update journal_txn set memo = replace(memo, e'\\nseq 2', '')"],
])("what was %s among sealed rows is found", async (_, change) => {
  await using owner = await connect(books.ownerUrl);
  await owner.query("begin");
  await owner.query(UNGUARDED);
  await owner.query(change);

  expect(await isFound(owner)).toBe(true);
});

test("the chain can be recomputed outside the database, from its rows alone", async () => {
  const seals = await books.asOwner<{
    txn_id: string;
    seq: string;
    prev_hash: Buffer;
    hash: Buffer;
  }>("select * from journal_seal order by seq");
  let previous: Buffer = Buffer.alloc(32);
  for (const [index, seal] of seals.entries()) {
    expect(seal.seq).toBe(String(index + 1));
    expect(seal.prev_hash).toEqual(previous);
    const text = await sealedText(seal.txn_id, seal.seq, previous);
    expect(seal.hash.toString("hex")).toBe(createHash("sha256").update(text).digest("hex"));
    previous = seal.hash;
  }
  const [head] = await books.asOwner("select seq, hash from chain_head");
  expect(head).toEqual({ seq: "3", hash: previous });
});

/** The sealed text as an auditor would write it in another language, from the documented form. */
async function sealedText(txnId: string, seq: string, previous: Buffer): Promise<string> {
  const [txn] = await books.asOwner(
    `select *, effective_date::text as effective, accounting_date::text as accounting, db_xact::text as xact
     from journal_txn where id = $1`,
    [txnId],
  );
  const lines = await books.asOwner(
    `select entry.*, account.entity_id, account.role, account.partner_id, account.program_id,
       account.bank_account_id, account.currency as account_currency
     from journal_entry as entry join ledger_account as account on account.id = entry.account_id
     where txn_id = $1 order by line_no`,
    [txnId],
  );
  const measured = (text: string | null) =>
    text === null ? "-" : `${Buffer.byteLength(text, "utf8")}:${text}`;
  const header = {
    seq,
    prev: previous.toString("hex"),
    id: txn!["id"],
    entity: txn!["entity_id"],
    kind: txn!["kind"],
    key: measured(txn!["idempotency_key"]),
    request: txn!["request_hash"].toString("hex"),
    effective: txn!["effective"],
    accounting: txn!["accounting"],
    posted: txn!["posted_at"].toISOString(),
    period: txn!["period_id"],
    reverses: txn!["reverses_id"] ?? "-",
    source: `${txn!["source_type"]} ${txn!["source_id"]}`,
    actor: txn!["actor_id"],
    approval: txn!["approval_id"] ?? "-",
    memo: measured(txn!["memo"]),
    xact: txn!["xact"],
  };
  const ofLine = (line: Record<string, unknown>) =>
    [
      "line",
      line["line_no"],
      line["account_id"],
      line["entity_id"],
      line["role"],
      line["partner_id"] ?? "-",
      line["program_id"] ?? "-",
      line["bank_account_id"] ?? "-",
      line["account_currency"],
      line["currency"],
      line["amount_minor"],
      line["credit_id"] ?? "-",
    ].join(" ");
  return [
    "baton.seal.v1",
    ...Object.entries(header).map(([name, value]) => `${name} ${value}`),
    ...lines.map(ofLine),
  ].join("\n");
}

test("the sealer seals as many as it is asked for and says how many", async () => {
  for (let n = 1; n <= 5; n += 1)
    await post(books, earned(books, { partner: books.anna, minor: BigInt(n) }));
  const seal = async (batch: number) => {
    const [row] = await books.asOwner<{ sealed: number }>(
      "select app.seal_journals($1) as sealed",
      [batch],
    );
    return row!.sealed;
  };

  expect([await seal(0), await seal(3), await seal(3), await seal(3)]).toEqual([0, 3, 2, 0]);
});

test("a balance without a sign counts at the seal, and then exactly", async () => {
  const posting = earned(books, { partner: books.anna, minor: 1_234n, currency: "CHF" });
  const expense = () =>
    books.asOwner(
      `select balance_minor::text as minor from journal_entry join account_balance using (account_id)
       where txn_id = $1 and line_no = 1`,
      [uuidOf(posting.id)],
    );
  await post(books, posting);

  const waiting = await expense();
  await sealJournals(books.database, "test");

  expect([waiting, await expense()]).toEqual([[{ minor: "0" }], [{ minor: "1234" }]]);
});
