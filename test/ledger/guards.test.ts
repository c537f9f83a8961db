import { afterAll, beforeAll, expect, test } from "vitest";

import { CURRENCIES, exponentOf, idOf, isRefusal, money, uuidOf } from "../../src/kernel/index.ts";
import { DEFAULT_ENTITY_ID, postJournal, sealJournals } from "../../src/ledger/index.ts";
import type { Account, Posting } from "../../src/ledger/index.ts";
import { postStatement } from "../../src/ledger/store/journal-statements.ts";
import { newId } from "../../src/platform/ids.ts";

import {
  connect,
  earned,
  moved,
  openBooks,
  post,
  PROGRAM,
  rawHeader,
  UNGUARDED,
  vendor,
} from "./books.ts";
import type { Books } from "./books.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books.close());

const LEDGER_TABLES = [
  "account_balance",
  "accounting_period",
  "chain_head",
  "currency",
  "journal_entry",
  "journal_seal",
  "journal_txn",
  "journal_unsealed",
  "ledger_account",
  "legal_entity",
];

async function countPostings(): Promise<bigint> {
  const [row] = await books.asOwner<{ count: string }>("select count(*) from journal_txn");
  return BigInt(row!.count);
}

/** Two accounts in the books for direct inserts: one in EUR, one in JPY. */
async function account(currency: "EUR" | "JPY" | "USD"): Promise<string> {
  await post(books, earned(books, { partner: books.anna, minor: 1n, currency }));
  const [row] = await books.asOwner<{ id: string }>(
    "select id from ledger_account where role = 'expense' and currency = $1",
    [currency],
  );
  return row!.id;
}

const rawLine = (txn: string, no: number, accountId: string, currency: string, minor: number) =>
  `insert into journal_entry (txn_id, line_no, account_id, currency, amount_minor)
   values ('${txn}', ${no}, '${accountId}', '${currency}', ${minor})`;

/** Several statements in one transaction, as the owner, past the posting function. */
const together = (...statements: string[]) => books.asOwner(statements.join(";\n"));

const rawId = () => uuidOf(newId("jrn"));

test("the database knows the currencies that the kernel knows, with the same decimals", async () => {
  const rows = await books.asOwner<{ code: string; exponent: number }>(
    'select code, exponent from currency order by code collate "C"',
  );
  expect(rows).toEqual(CURRENCIES.map((code) => ({ code, exponent: exponentOf(code) })));
});

test("thirteen months are open from this one on, each following the one before", async () => {
  const rows = await books.asOwner<{ follows: boolean; status: string }>(
    `select status, starts_on = coalesce(lag(ends_before) over (order by starts_on),
       date_trunc('month', now() at time zone 'UTC')::date) as follows
     from accounting_period order by starts_on`,
  );
  expect(rows).toHaveLength(13);
  expect(new Set(rows.map(({ follows, status }) => `${follows} ${status}`))).toEqual(
    new Set(["true open"]),
  );
});

test("the sealer opens the months that are missing ahead", async () => {
  await using owner = await connect(books.ownerUrl);
  await owner.query("begin");
  await owner.query(UNGUARDED);
  await owner.query("delete from accounting_period where starts_on > now() + interval '2 months'");

  await owner.query("select app.seal_journals(1)");

  const { rows } = await owner.query("select from accounting_period");
  expect(rows).toHaveLength(13);
});

test("a posting writes its header, its lines, its accounts and the partner's balance", async () => {
  const posting = earned(books, { partner: books.bruno, minor: 20_000n });

  expect(await post(books, posting)).toBe("posted");

  const rows = await books.asOwner(
    `select txn.kind, txn.source_type, txn.effective_date = txn.accounting_date as same_day,
       account.role, entry.currency, entry.amount_minor::text as minor, balance.balance_minor::text as balance
     from journal_txn as txn
     join journal_entry as entry on entry.txn_id = txn.id
     join ledger_account as account on account.id = entry.account_id
     join account_balance as balance on balance.account_id = account.id
     where txn.id = $1 order by entry.line_no`,
    [uuidOf(posting.id)],
  );
  const header = { kind: "ACCRUE", source_type: "awd", same_day: true, currency: "EUR" };
  expect(rows).toEqual([
    // counted when it is sealed
    { ...header, role: "expense", minor: "20000", balance: expect.any(String) },
    { ...header, role: "accrued", minor: "-20000", balance: "-20000" },
  ]);
});

test("the same key with the same lines again returns the first posting and writes nothing", async () => {
  const posting = earned(books, { partner: books.anna, minor: 5_000n });
  await post(books, posting);
  const before = await countPostings();

  expect(await post(books, { ...posting, id: newId("jrn") })).toBe("posted");

  expect(await countPostings()).toBe(before);
});

const SHARED = { awardId: newId("awd"), creditId: newId("crd") };
const DIFFERENT: Readonly<Record<string, (posting: Posting) => Partial<Posting>>> = {
  "another amount": () => ({
    lines: earned(books, { ...SHARED, partner: books.anna, minor: 5_001n }).lines,
  }),
  "another partner": () => ({
    lines: earned(books, { ...SHARED, partner: books.bruno, minor: 5_000n }).lines,
  }),
  "another currency": () => ({
    lines: earned(books, { ...SHARED, partner: books.anna, minor: 5_000n, currency: "SEK" }).lines,
  }),
  "another credit": () => ({
    lines: earned(books, { ...SHARED, partner: books.anna, minor: 5_000n, creditId: newId("crd") })
      .lines,
  }),
  "a line more": ({ lines }) => ({ lines: [...lines, ...lines] }),
  "another kind": () => ({ kind: "ADJUST" }),
  "another day": () => ({ effectiveOn: "2026-01-01" }),
  "another source": () => ({ source: newId("awd") }),
  "another kind of source": ({ source }) => ({ source: idOf("crd", uuidOf(source)) }),
  "a memo": () => ({ memo: "-" }),
};

test.each(Object.keys(DIFFERENT))("the same key with %s fails and writes nothing", async (what) => {
  const posting = earned(books, { ...SHARED, partner: books.anna, minor: 5_000n });
  await post(books, posting);
  const before = await countPostings();

  const different = { ...posting, id: newId("jrn"), ...DIFFERENT[what]!(posting) };

  await expect(post(books, different)).rejects.toMatchObject({
    constraint: "journal_txn_key_once",
  });
  expect(await countPostings()).toBe(before);
});

test("the posting function refuses lines that do not balance in each currency, before COMMIT", async () => {
  const posting = earned(books, { partner: books.anna, minor: 6_000n, currency: "USD" });
  const [debit, credit] = posting.lines;
  const lines = [debit!, { ...credit!, amount: money(-6_000n, "JPY") }];

  let reached = "the posting";
  const posted = books.database.transaction(vendor, async (tx) => {
    postJournal(tx, { ...posting, lines });
    await tx.flush();
    reached = "the commit";
    return null;
  });

  await expect(posted).rejects.toMatchObject({ constraint: "journal_txn_balances" });
  expect(reached).toBe("the posting");
});

test("6000 USD against -6000 JPY goes in and fails at COMMIT", async () => {
  const [usd, jpy, id] = [await account("USD"), await account("JPY"), rawId()];
  await using owner = await connect(books.ownerUrl);
  await owner.query("begin");
  await owner.query(rawHeader(id));
  await owner.query(rawLine(id, 1, usd, "USD", 6_000));
  await owner.query(rawLine(id, 2, jpy, "JPY", -6_000));

  await expect(owner.query("commit")).rejects.toMatchObject({ constraint: "journal_txn_balances" });
  expect(await books.asOwner("select from journal_txn where id = $1", [id])).toEqual([]);
});

test("lines slipped in after the check was brought forward are checked as well", async () => {
  const [eur, id] = [await account("EUR"), rawId()];
  const balanced = [rawHeader(id), rawLine(id, 1, eur, "EUR", 5), rawLine(id, 2, eur, "EUR", -5)];

  await expect(
    together(...balanced, "set constraints all immediate", rawLine(id, 3, eur, "EUR", 7)),
  ).rejects.toMatchObject({ constraint: "journal_txn_balances" });
});

test("a header without lines fails at COMMIT, through the function too", async () => {
  await expect(together(rawHeader(rawId()))).rejects.toMatchObject({
    constraint: "journal_txn_has_lines",
  });
  const posting = earned(books, { partner: books.anna, minor: 1n });
  await expect(post(books, { ...posting, lines: [] })).rejects.toMatchObject({
    constraint: "journal_txn_has_lines",
  });
});

test("a balanced pair cannot be appended to an earlier posting", async () => {
  const [eur, posting] = [await account("EUR"), earned(books, { partner: books.anna, minor: 9n })];
  await post(books, posting);
  const id = uuidOf(posting.id);

  await expect(
    together(rawLine(id, 3, eur, "EUR", 100), rawLine(id, 4, eur, "EUR", -100)),
  ).rejects.toMatchObject({ constraint: "journal_entry_with_its_header" });
});

test("a header cannot claim another transaction's id or time", async () => {
  const [eur, id] = [await account("EUR"), rawId()];
  await together(
    rawHeader(id, { db_xact: "'1'", posted_at: "'2001-01-01'" }),
    rawLine(id, 1, eur, "EUR", 5),
    rawLine(id, 2, eur, "EUR", -5),
  );

  const [row] = await books.asOwner(
    "select db_xact > '1' as own, posted_at > now() - interval '1 minute' as recent from journal_txn where id = $1",
    [id],
  );
  expect(row).toEqual({ own: true, recent: true });
});

test("a posting sealed in its own transaction takes no further line", async () => {
  const [eur, id] = [await account("EUR"), rawId()];

  await expect(
    together(
      rawHeader(id),
      rawLine(id, 1, eur, "EUR", 5),
      rawLine(id, 2, eur, "EUR", -5),
      "select app.seal_journals(1000)",
      rawLine(id, 3, eur, "EUR", 7),
      rawLine(id, 4, eur, "EUR", -7),
    ),
  ).rejects.toMatchObject({ constraint: "journal_entry_with_its_header" });
});

test("a line in another currency than its account's is impossible", async () => {
  const [eur, id] = [await account("EUR"), rawId()];

  await expect(
    together(rawHeader(id), rawLine(id, 1, eur, "USD", 5), rawLine(id, 2, eur, "USD", -5)),
  ).rejects.toMatchObject({ constraint: "journal_entry_account_fkey" });
});

test("a line on another entity's account is refused", async () => {
  const [eur, id, entity] = [await account("EUR"), rawId(), rawId()];
  const foreign = await books.asOwner<{ id: string }>(
    `with entity as (
       insert into legal_entity (id, name, functional_currency, time_zone, created_at)
       values ('${entity}', 'Second entity', 'EUR', 'UTC', now()) returning id)
     select app.account_id(id, 'fx_clearing', null, null, null, 'EUR') as id from entity`,
  );
  await books.asOwner(
    "insert into ledger_account (id, entity_id, role, currency) values ($1, $2, 'fx_clearing', 'EUR')",
    [foreign[0]!.id, entity],
  );

  await expect(
    together(
      rawHeader(id),
      rawLine(id, 1, eur, "EUR", 5),
      rawLine(id, 2, foreign[0]!.id, "EUR", -5),
    ),
  ).rejects.toMatchObject({ constraint: "journal_entry_same_entity" });
  await expect(
    together(
      rawHeader(id, { entity_id: `'${entity}'` }),
      rawLine(id, 1, eur, "EUR", 5),
      rawLine(id, 2, eur, "EUR", -5),
    ),
  ).rejects.toMatchObject({ constraint: "journal_txn_period_open" });
});

test("an account that owes cannot be overdrawn, and the refusal writes nothing", async () => {
  const place = { programId: PROGRAM, partnerId: books.bruno };
  const approve = (minor: bigint) =>
    moved(books, "APPROVE", {
      place,
      currency: "BHD",
      amounts: { payable: minor },
      creditId: null,
    });
  await post(books, earned(books, { partner: books.bruno, minor: 10_000n, currency: "BHD" }));
  const before = await countPostings();

  const refused = await post(books, approve(10_001n));

  expect(isRefusal(refused) && refused.code).toBe("BUSINESS_RULE");
  expect(await countPostings()).toBe(before);
  expect(await post(books, approve(10_000n))).toBe("posted");
});

test("the refusal of an overdraft names the posting and the account, and no amount", async () => {
  const posting = moved(books, "VEST", {
    place: { programId: PROGRAM, partnerId: books.anna },
    currency: "TND",
    amounts: { payable: 4_711n },
    creditId: null,
  });
  const database = books.database;
  const failure = await database
    .transaction(vendor, async (tx) => {
      tx.queue(postStatement(posting));
      return null;
    })
    .catch((error: unknown) => error);

  expect(failure).toMatchObject({ code: "BT006", detail: undefined });
  expect(String(failure)).toContain(uuidOf(posting.id));
  expect(String(failure)).toContain("would overdraw holdback account");
  expect(String(failure)).not.toContain("4711");
});

test("a balance past the sign of its account is impossible for the owner too", async () => {
  await post(books, earned(books, { partner: books.anna, minor: 3n }));

  await expect(
    books.asOwner("update account_balance set balance_minor = 1 where balance_sign = -1"),
  ).rejects.toMatchObject({ constraint: "account_balance_not_overdrawn" });
});

test("an account outside the chart cannot be made", async () => {
  const posting = earned(books, { partner: books.anna, minor: 3n });
  const [debit, credit] = posting.lines;
  const account = { role: "petty_cash" } as unknown as Account;
  const partnerless = { role: "accrued", programId: PROGRAM } as unknown as Account;

  for (const wrong of [account, partnerless]) {
    const lines = [debit!, { ...credit!, account: wrong }];
    await expect(post(books, { ...posting, lines })).rejects.toMatchObject({
      constraint: "ledger_account_chart",
    });
  }
});

test("a posting without an actor is refused", async () => {
  await expect(
    post(books, earned(books, { partner: books.anna, minor: 3n }), { ...vendor, actorId: null }),
  ).rejects.toMatchObject({ constraint: "journal_txn_actor" });
});

test("the journal is append-only, for a superuser and under session_replication_role = replica", async () => {
  await post(books, earned(books, { partner: books.anna, minor: 3n }));
  await sealJournals(books.database, "test");
  await using owner = await connect(books.ownerUrl);
  const changes = {
    ledger_account: "role = 'payable'",
    journal_txn: "memo = 'x'",
    journal_entry: "amount_minor = 2 * amount_minor",
    journal_seal: "seq = seq + 1",
    accounting_period: "starts_on = starts_on - interval '1 year'",
  };

  for (const mode of ["origin", "replica"]) {
    await owner.query(`set session_replication_role = ${mode}`);
    for (const [table, change] of Object.entries(changes)) {
      const refused = { code: "BT001" };
      await expect(owner.query(`update ${table} set ${change}`)).rejects.toMatchObject(refused);
      await expect(owner.query(`delete from ${table}`)).rejects.toMatchObject(refused);
      await expect(owner.query(`truncate ${table} cascade`)).rejects.toMatchObject(refused);
    }
  }
});

test("under session_replication_role = replica a posting still has to balance and to be new", async () => {
  const [eur, id] = [await account("EUR"), rawId()];
  await using owner = await connect(books.ownerUrl);
  await owner.query("set session_replication_role = replica");

  await expect(owner.query(rawHeader(id))).rejects.toMatchObject({
    constraint: "journal_txn_has_lines",
  });
  await expect(
    owner.query(
      `${rawHeader(id)}; ${rawLine(id, 1, eur, "EUR", 5)}; ${rawLine(id, 2, eur, "EUR", -4)}`,
    ),
  ).rejects.toMatchObject({ constraint: "journal_txn_balances" });
});

test("no serving role may write a table of the ledger, and partners and logins read none", async () => {
  const rows = await books.asOwner(
    `select role, privilege, count(*)::int as tables
     from unnest($1::text[]) as name
     cross join unnest(array['app_partner', 'app_vendor', 'app_jobs', 'app_auth']) as role
     cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
     where has_table_privilege(role, name::regclass, privilege)
        or privilege in ('select', 'insert', 'update', 'references') and has_any_column_privilege(role, name::regclass, privilege)
     group by role, privilege order by role`,
    [LEDGER_TABLES],
  );
  expect(rows).toEqual([
    { role: "app_jobs", privilege: "select", tables: LEDGER_TABLES.length },
    { role: "app_vendor", privilege: "select", tables: LEDGER_TABLES.length },
  ]);
});

test("a serving role that tries to insert, or to call what is not its own, is denied", async () => {
  const id = rawId();
  const denied = { code: "42501" };
  const call = `select app.post_journal('${id}', '${DEFAULT_ENTITY_ID}', 'ACCRUE', 'k', '2027-01-01', 'awd', '${id}', '[]')`;
  const reverse = `select app.reverse_journal('${id}', '${DEFAULT_ENTITY_ID}', '${id}', 'k', '2027-01-01', 'awd', '${id}')`;
  const seal = "select app.seal_journals(1)";
  const attempts = {
    partner: [rawHeader(id), "table journal_txn", call, reverse, seal],
    auth: [rawHeader(id), "table journal_txn", call, reverse, seal],
    vendor: [rawHeader(id), seal, "select app.open_periods()"],
    jobs: [rawHeader(id), "select app.open_periods()", "delete from journal_unsealed"],
  };

  for (const role of ["partner", "auth", "vendor", "jobs"] as const) {
    await using client = await connect(books.urls[role]);
    for (const attempt of attempts[role]) {
      await expect(client.query(attempt), `${role}: ${attempt}`).rejects.toMatchObject(denied);
    }
  }
});

test("serving roles run exactly three functions with the owner's rights, each on a fixed path", async () => {
  const rows = await books.asOwner(
    `select proname as name, array_to_string(proconfig, ';') as settings,
       array(select role from unnest(array['app_auth', 'app_jobs', 'app_partner', 'app_vendor']) as role
             where has_function_privilege(role, oid, 'execute')) as roles
     from pg_proc
     where prosecdef and pronamespace = 'app'::regnamespace and proname like '%journal%' order by 1`,
  );
  const settings = "search_path=pg_catalog, pg_temp";
  expect(rows).toEqual([
    { name: "post_journal", settings, roles: ["app_jobs", "app_vendor"] },
    { name: "reverse_journal", settings, roles: ["app_jobs", "app_vendor"] },
    { name: "seal_journals", settings, roles: ["app_jobs"] },
  ]);
});

test("a caller's temporary tables do not stand in for the ledger's", async () => {
  const id = rawId();
  // no serving role may make one; were it allowed to, it would change nothing
  await books.asOwner(
    `do $$ begin execute format('grant temporary on database %I to app_vendor', current_database()); end $$`,
  );
  await using client = await connect(books.urls.vendor);
  await client.query("begin");
  await client.query(`set local app.actor_id = '${vendor.actorId}'`);
  await client.query("create temp table journal_txn (like public.journal_txn)");
  await client.query("create temp table accounting_period (like public.accounting_period)");
  await client.query("create temp table ledger_account (like public.ledger_account)");
  const line = (role: string, minor: string, partner: string) =>
    `{"role":"${role}","program_id":"${uuidOf(PROGRAM)}",${partner}"currency":"EUR","amount_minor":"${minor}"}`;
  await client.query(
    `select app.post_journal('${id}', '${DEFAULT_ENTITY_ID}', 'ACCRUE', 'temp', '2027-01-01', 'awd', '${id}', $1)`,
    [
      `[${line("expense", "7", "")},${line("accrued", "-7", `"partner_id":"${uuidOf(books.anna)}",`)}]`,
    ],
  );
  await client.query("commit");

  expect(await books.asOwner("select from public.journal_txn where id = $1", [id])).toHaveLength(1);
});

test("a vendor's session without an actor sees nothing of the ledger", async () => {
  const seen = async (actorId: string | null) => {
    await using client = await connect(books.urls.vendor);
    await client.query(`begin${actorId === null ? "" : `; set local app.actor_id = '${actorId}'`}`);
    const { rows } = await client.query<{ seen: boolean }>(
      "select exists (select from journal_txn) and exists (select from account_balance) as seen",
    );
    return rows[0]?.seen;
  };

  expect(await seen(vendor.actorId)).toBe(true);
  expect(await seen(null)).toBe(false);
});
