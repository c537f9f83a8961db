import { afterAll, beforeAll, expect, test } from "vitest";

import { LEDGER_INVARIANTS } from "../../src/app/invariants/ledger.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import {
  DEFAULT_ENTITY_ID,
  postJournal,
  reverseJournal,
  sealJournals,
} from "../../src/ledger/index.ts";
import { newId } from "../../src/platform/ids.ts";

import { connect, earned, faults, openBooks, post, rawHeader, UNGUARDED, vendor } from "./books.ts";
import type { Books } from "./books.ts";

let books: Books;
const id = uuidOf(newId("jrn"));
const SECOND = "01970000-0000-7000-8000-0000000000e2";

/** A posting, its reversal, another posting and another entity's, all sealed; nothing is wrong. */
beforeAll(async () => {
  books = await openBooks();
  const first = earned(books, { partner: books.anna, minor: 20_000n });
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
  await books.asOwner(
    `insert into legal_entity (id, name, functional_currency, time_zone, created_at)
     values ('${SECOND}', 'Second entity', 'EUR', 'UTC', now())`,
  );
  await books.database.transaction(vendor, async (tx) => {
    const other = earned(books, { partner: books.anna, minor: 300n });
    postJournal(tx, { ...other, entityId: SECOND });
    return null;
  });
  await sealJournals(books.database, "test");
  await books.asOwner(`
    insert into chain_anchor (id, entity_id, anchored_on, seq, hash, anchored_at, signature, public_key)
    select gen_random_uuid(), entity_id, (now() at time zone 'UTC')::date, seq, hash, now(), decode(repeat('00', 64), 'hex'),
      decode(repeat('00', 32), 'hex')
    from chain_head`);
});
afterAll(() => books.close());

const REVERSAL = "(select id from journal_txn where reverses_id is not null)";
const ORIGINAL = "(select reverses_id from journal_txn where reverses_id is not null)";
const OTHER = `(select id from journal_txn where entity_id = '${SECOND}')`;
const PLAIN = "(select txn_id from journal_entry where currency = 'JPY' limit 1)";
const FIRST_PERIOD = "(select period_id from journal_txn limit 1)";
const nullable = (table: string, ...columns: string[]) =>
  columns.map((column) => `alter table ${table} alter ${column} drop not null`).join("; ");

const LAST = "(select max(seq) from journal_seal)";
const CLOSE = "trial_balance_sha256 = sha256(''), closed_at = now(), closed_by = gen_random_uuid()";
const WAITING = `delete from journal_seal where txn_id = ${PLAIN}; insert into journal_unsealed values (${PLAIN})`;

/** What somebody with a superuser's rights did, by the invariant that has to tell of it. */
const PLANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "ledger-is-visible": {
    "periods are gone": "delete from accounting_period",
  },
  "posting-balances": {
    "a cent was added": `update journal_entry set amount_minor = amount_minor + 1 where txn_id = ${PLAIN} and line_no = 1`,
    "a line changed currency": `update journal_entry set currency = 'USD' where txn_id = ${PLAIN} and line_no = 1`,
    "amounts are null": `${nullable("journal_entry", "amount_minor")};
      update journal_entry set amount_minor = null where txn_id = ${PLAIN}`,
  },
  "posting-has-lines": {
    "a header stands alone": rawHeader(id),
    "all lines are gone": `delete from journal_entry where txn_id = ${PLAIN}`,
    "one line is gone": `delete from journal_entry where txn_id = ${PLAIN} and line_no = 1`,
    "the header is gone": `delete from journal_txn where id = ${PLAIN}`,
  },
  "trial-balance-is-zero": {
    "a cent was added": `update journal_entry set amount_minor = amount_minor + 1 where txn_id = ${PLAIN} and line_no = 1`,
    "an account is gone": `delete from ledger_account
      where id = (select account_id from journal_entry where txn_id = ${PLAIN} and line_no = 1)`,
  },
  "balances-equal-lines": {
    "a partner's balance changed":
      "update account_balance set balance_minor = balance_minor - 1 where balance_sign = -1",
    "an expense's balance changed":
      "update account_balance set balance_minor = balance_minor + 1 where balance_sign = 0",
    "a balance is gone": `delete from account_balance
      where account_id = (select account_id from journal_entry where txn_id = ${PLAIN} and line_no = 1)`,
    "balances are null": `${nullable("account_balance", "balance_minor")}; update account_balance set balance_minor = null`,
  },
  "no-account-overdrawn": {
    "a partner owes what is owed to it": `alter table account_balance drop constraint account_balance_not_overdrawn;
      update account_balance set balance_minor = 1 where balance_sign = -1`,
    "an account lost its sign":
      "update account_balance set balance_sign = 0 where balance_sign = -1",
    "a balance is gone": "delete from account_balance where balance_sign = -1",
  },
  "account-is-its-identity": {
    "accrued became payable":
      "alter table ledger_account drop constraint ledger_account_identity; update ledger_account set role = 'payable' where role = 'accrued'",
    "one partner's account became another's": `alter table ledger_account drop constraint ledger_account_identity;
      update ledger_account
      set partner_id = (select id from partner where is_vendor) where partner_id is not null and currency = 'JPY'`,
    "the currency is null": `${nullable("ledger_account", "currency")};
      update ledger_account set currency = null where currency = 'JPY'`,
  },
  "line-in-its-entity": {
    "a posting changed its entity": `update journal_txn set entity_id = '${SECOND}' where id = ${PLAIN}`,
    "a line has not its account's currency": `update journal_entry set currency = 'USD' where txn_id = ${PLAIN}`,
    "a line has no account": `update journal_entry set account_id = gen_random_uuid() where txn_id = ${PLAIN}`,
  },
  "closed-period-stays-closed": {
    "seals came after the close": `update accounting_period set status = 'closed', close_seq = 1, ${CLOSE}
      where id = ${FIRST_PERIOD}`,
    "it was closed without a seal's number": `alter table accounting_period drop constraint accounting_period_closed;
      update accounting_period set status = 'closed' where id <> ${FIRST_PERIOD}`,
    "something unsealed is in it": `delete from journal_seal where txn_id = ${PLAIN};
      update accounting_period set status = 'closed', close_seq = 1000, ${CLOSE} where id = ${FIRST_PERIOD}`,
    "postings have no period": `${nullable("journal_txn", "period_id")}; update journal_txn set period_id = null`,
    "periods have no status": `${nullable("accounting_period", "status")}; update accounting_period set status = null`,
  },
  "accounting-date-in-period": {
    "the date is after": `update journal_txn set accounting_date = accounting_date + 40 where id = ${PLAIN}`,
    "the date is the day before": `update journal_txn set accounting_date = accounting_date - 1 where id = ${PLAIN}`,
    "the period is another entity's": `update journal_txn
      set period_id = (select period_id from journal_txn where id = ${OTHER}) where id = ${PLAIN}`,
    "the date is null": `${nullable("journal_txn", "accounting_date")}; update journal_txn set accounting_date = null`,
  },
  "reversal-mirrors": {
    "it is twice as much": `update journal_entry set amount_minor = 2 * amount_minor where txn_id = ${REVERSAL}`,
    "it takes another credit": `update journal_entry set credit_id = gen_random_uuid()
      where txn_id = ${REVERSAL} and line_no = 1`,
    "the original's credit is null": `update journal_entry set credit_id = null where txn_id = ${ORIGINAL} and line_no = 1`,
    "it reverses another entity's": `update journal_txn set reverses_id = ${OTHER} where id = ${REVERSAL}`,
    "it reverses a reversal": `alter table journal_txn drop constraint journal_txn_reversal;
      update journal_txn set reverses_id = ${PLAIN} where id = ${ORIGINAL}`,
    "it reverses nothing": `alter table journal_txn drop constraint journal_txn_reversal;
      update journal_txn set reverses_id = null where id = ${REVERSAL}`,
    "it reverses what is not there": `update journal_txn set reverses_id = gen_random_uuid() where id = ${REVERSAL}`,
    "it was sealed first": `update journal_seal set seq = 1000 where txn_id = ${ORIGINAL}`,
    "only it was sealed": `delete from journal_seal where txn_id = ${ORIGINAL}`,
    "there are two": `drop index journal_txn_reversed_once; alter table journal_txn drop constraint journal_txn_reversal;
      update journal_txn set reverses_id = ${ORIGINAL} where id = ${PLAIN}`,
  },
  "seals-recompute": {
    "both legs were doubled": `update journal_entry set amount_minor = 2 * amount_minor;
      update account_balance set balance_minor = 2 * balance_minor`,
    "a balanced pair was added": `insert into journal_entry
      select txn_id, line_no + 2, account_id, currency, amount_minor, credit_id from journal_entry`,
    "a hash changed": "update journal_seal set hash = sha256(hash) where seq = 1",
    "a seal changed its entity": "update journal_seal set entity_id = gen_random_uuid()",
  },
  "chain-is-whole": {
    "a link is gone": "delete from journal_seal where seq = 2",
    "the first link is gone": "delete from journal_seal where seq = 1",
    "a link names another before it":
      "update journal_seal set prev_hash = sha256('') where seq = 2",
    "the first link names one before it":
      "update journal_seal set prev_hash = sha256('') where seq = 1",
    "a number was skipped": `update journal_seal set seq = seq + 1 where seq = ${LAST}`,
    "a link names nothing": `${nullable("journal_seal", "prev_hash")};
      update journal_seal set prev_hash = null where seq = 1`,
  },
  "chain-head-is-last": {
    "the tail was cut off": `delete from journal_seal where seq = ${LAST}`,
    "the head is gone": "delete from chain_head",
    "the head has another hash": "update chain_head set hash = sha256('')",
    "the head has another number": "update chain_head set seq = seq + 1",
    "a head has no chain": "insert into chain_head values (gen_random_uuid(), 1, sha256(''))",
  },
  "sealed-within-a-minute": {
    "it is in no queue": `delete from journal_seal where txn_id = ${PLAIN}`,
    "it waits for 61 seconds": `${WAITING};
      update journal_txn set posted_at = now() - interval '61 seconds' where id = ${PLAIN}`,
    "it waits since null": `${WAITING}; ${nullable("journal_txn", "posted_at")};
      update journal_txn set posted_at = null where id = ${PLAIN}`,
  },
  "anchors-hold-the-chain": {
    "the seal has another hash":
      "update journal_seal set hash = sha256(hash) where seq = (select min(seq) from chain_anchor)",
    "the seal is gone": `delete from journal_seal where entity_id = '${DEFAULT_ENTITY_ID}' and seq = (select max(seq) from chain_anchor)`,
    "the anchor is of another hash": "update chain_anchor set hash = sha256(hash)",
  },
  "anchors-follow-one-another": {
    "a later one names an earlier seal": `insert into chain_anchor
      select gen_random_uuid(), entity_id, anchored_on + 1, 1, hash, anchored_at + interval '1 day', signature, public_key
      from chain_anchor where seq > 1`,
    "a later one was made before": `insert into chain_anchor
      select gen_random_uuid(), entity_id, anchored_on + 1, seq, hash, anchored_at, signature, public_key from chain_anchor`,
    "it is of another day": "update chain_anchor set anchored_on = anchored_on + 1",
  },
};

test("each invariant of the ledger has a fault to be seen with", () => {
  expect(Object.keys(PLANTS)).toEqual(LEDGER_INVARIANTS.map(({ name }) => name));
});

test("sound books have no fault, seen by the owner and by the jobs", async () => {
  await using owner = await connect(books.ownerUrl);
  await using jobs = await connect(books.urls.jobs);
  await jobs.query(`begin; set local app.actor_id = '${vendor.actorId}'`);

  expect(await faults(owner)).toEqual([]);
  expect(await faults(jobs)).toEqual([]);
});

test("a posting that waits for its seal for less than a minute is no fault", async () => {
  const posting = earned(books, { partner: books.anna, minor: 9n });
  await post(books, posting);
  await using owner = await connect(books.ownerUrl);

  const found = await faults(owner);
  await sealJournals(books.database, "test");

  expect(found).toEqual([]);
});

test("who cannot see the ledger is told so, instead of finding no fault", async () => {
  await using blind = await connect(books.urls.jobs);
  expect(await faults(blind)).toEqual(["ledger-is-visible"]);
});

for (const [name, plants] of Object.entries(PLANTS)) {
  test.each(Object.entries(plants))(`${name} tells when %s`, async (_, plant) => {
    await using owner = await connect(books.ownerUrl);
    await owner.query("begin");
    await owner.query(UNGUARDED);
    await owner.query(plant);

    expect(await faults(owner)).toContain(name);
  });
}
