import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { isRefusal, uuidOf } from "../../src/kernel/index.ts";
import type { POSTING_KINDS } from "../../src/ledger/domain/chart.ts";
import { DEFAULT_ENTITY_ID, postJournal } from "../../src/ledger/index.ts";
import type { Posting } from "../../src/ledger/index.ts";

import {
  connect,
  earned,
  moved,
  openBooks,
  post,
  PROGRAM,
  rawHeader,
  vendor,
  waitsForLock,
} from "./books.ts";
import type { Books } from "./books.ts";

let books: Books;
let months: string[];
beforeAll(async () => {
  books = await openBooks();
  const rows = await books.asOwner<{ day: string }>(
    "select starts_on::text as day from accounting_period order by 1",
  );
  months = rows.map(({ day }) => day);
});
beforeEach(() => setStatus(months, "open"));
afterAll(() => books.close());

const CLOSED = `status = 'closed', close_seq = 0, trial_balance_sha256 = sha256(''), closed_at = now(),
  closed_by = gen_random_uuid()`;
const REOPENED = `close_seq = null, trial_balance_sha256 = null, closed_at = null, closed_by = null`;

async function setStatus(days: string[], status: "open" | "soft_closed" | "closed") {
  const change = status === "closed" ? CLOSED : `status = '${status}', ${REOPENED}`;
  await books.asOwner(`update accounting_period set ${change} where starts_on = any ($1::date[])`, [
    days,
  ]);
}

const earnedOn = (effectiveOn: string) =>
  earned(books, { partner: books.anna, minor: 100n, effectiveOn });

async function datesOf(posting: Posting) {
  const [row] = await books.asOwner<{ effective: string; accounting: string }>(
    "select effective_date::text as effective, accounting_date::text as accounting from journal_txn where id = $1",
    [uuidOf(posting.id)],
  );
  return row;
}

test("a posting is booked on its own day while that day's period is open", async () => {
  const day = months[2]!.replace(/01$/, "17");
  const posting = earnedOn(day);

  await post(books, posting);

  expect(await datesOf(posting)).toEqual({ effective: day, accounting: day });
});

test("in a closed or soft-closed period it keeps its day and is booked on the next open one's first", async () => {
  await setStatus([months[0]!], "closed");
  await setStatus([months[1]!], "soft_closed");
  const days = [months[0]!.replace(/01$/, "28"), months[1]!.replace(/01$/, "28"), "2019-07-04"];

  for (const day of days) {
    const posting = earnedOn(day);
    await post(books, posting);
    expect(await datesOf(posting)).toEqual({ effective: day, accounting: months[2] });
  }
});

/** Whether finance does it: it is booked in a soft-closed period too. What leads earn, and what takes that back, is not. */
const BY_FINANCE: Readonly<Record<keyof typeof POSTING_KINDS, boolean>> = {
  ...{ ACCRUE: false, ADJUST: false, TRUE_UP: false, REVERSE: false },
  ...{ APPROVE: true, VEST: true, SCHEDULE: true, EXPORT: true, SETTLE: true, RETURN: true },
  ...{ CLAWBACK: true, REPAYMENT: true, WRITE_OFF: true, WHT_REMITTED: true, FX_PAYOUT: true },
};

test("what finance does is booked in a soft-closed period, and nothing else is", async () => {
  const kinds = await books.asOwner<{ kind: string; is: boolean }>(
    "select kind, app.is_finance_posting(kind) as is from unnest($1::text[]) as kind",
    [Object.keys(BY_FINANCE)],
  );
  expect(Object.fromEntries(kinds.map(({ kind, is }) => [kind, is]))).toEqual(BY_FINANCE);

  await setStatus([months[1]!], "soft_closed");
  const day = months[1]!.replace(/01$/, "28");
  await post(books, earnedOn(day));
  const place = { programId: PROGRAM, partnerId: books.anna };
  const amounts = { payable: 100n };
  const approved = moved(books, "APPROVE", { place, currency: "EUR", amounts, creditId: null });
  await post(books, { ...approved, effectiveOn: day });

  expect(await datesOf(approved)).toEqual({ effective: day, accounting: day });
  await setStatus([months[1]!], "closed");
  const later = moved(books, "APPROVE", { place, currency: "EUR", amounts, creditId: null });
  await post(books, earnedOn(day));
  await post(books, { ...later, effectiveOn: day });
  expect((await datesOf(later))?.accounting).toBe(months[2]);
});

test("an earlier period left open does not take a later day's posting", async () => {
  await setStatus([months[1]!], "closed");
  const posting = earnedOn(months[1]!);

  await post(books, posting);

  expect((await datesOf(posting))?.accounting).toBe(months[2]);
});

test("with no open period on or after its day a posting is refused", async () => {
  await setStatus(months, "closed");

  const refused = await post(books, earnedOn(months[0]!));

  expect(isRefusal(refused) && refused.code).toBe("PERIOD_CLOSED");
});

test("where months are missing, the posting opens them", async () => {
  await books.asOwner(
    `insert into legal_entity (id, name, functional_currency, time_zone, created_at)
     values ('01970000-0000-7000-8000-0000000000e2', 'Young entity', 'JPY', 'Asia/Tokyo', now())`,
  );
  const posting = {
    ...earned(books, { partner: books.anna, minor: 100n, currency: "JPY" }),
    entityId: "01970000-0000-7000-8000-0000000000e2",
  };

  expect(await post(books, posting)).toBe("posted");
});

test("the owner cannot post into a closed period either, nor outside the period's days", async () => {
  await setStatus([months[0]!], "closed");
  const id = "01970000-0000-7000-8000-0000000000aa";
  const second = `(select id from accounting_period where starts_on = '${months[1]}' and entity_id = '${DEFAULT_ENTITY_ID}')`;

  await expect(books.asOwner(rawHeader(id))).rejects.toMatchObject({
    constraint: "journal_txn_period_open",
  });
  for (const day of [months[0], months[2]]) {
    const header = rawHeader(id, { period_id: second, accounting_date: `'${day}'` });
    await expect(books.asOwner(header)).rejects.toMatchObject({
      constraint: "journal_txn_date_in_period",
    });
  }
});

test("a closed period says with which seal, balance, time and person it was closed", async () => {
  await expect(
    books.asOwner("update accounting_period set status = 'closed', closed_at = now()"),
  ).rejects.toMatchObject({ constraint: "accounting_period_closed" });
  await expect(
    books.asOwner(
      `insert into accounting_period (id, entity_id, starts_on)
       select gen_random_uuid(), entity_id, starts_on + 14 from accounting_period limit 1`,
    ),
  ).rejects.toMatchObject({ constraint: "accounting_period_month" });
  await expect(
    books.asOwner(
      `insert into accounting_period (id, entity_id, starts_on)
       select gen_random_uuid(), entity_id, starts_on from accounting_period limit 1`,
    ),
  ).rejects.toMatchObject({ constraint: "accounting_period_once" });
});

test("closing waits for a posting in flight, and the next one is booked in the next period", async () => {
  const inFlight = earnedOn(months[0]!);
  const after = earnedOn(months[0]!);
  await using closer = await connect(books.ownerUrl);
  let closing: Promise<unknown> = Promise.resolve();
  let closed = false;

  await books.database.transaction(vendor, async (tx) => {
    postJournal(tx, inFlight);
    await tx.flush();
    closing = closer
      .query(`update accounting_period set ${CLOSED} where starts_on = '${months[0]}'`)
      .then(() => (closed = true));
    await waitsForLock(books, 1);
    expect(closed).toBe(false);
  });
  await closing;
  await post(books, after);

  expect((await datesOf(inFlight))?.accounting).toBe(months[0]);
  expect((await datesOf(after))?.accounting).toBe(months[1]);
});

test("closing waits for what the owner writes past the posting function as well", async () => {
  const id = "01970000-0000-7000-8000-0000000000ab";
  await using owner = await connect(books.ownerUrl);
  await using closer = await connect(books.ownerUrl);
  await owner.query("begin");
  await owner.query(rawHeader(id));

  const closing = closer.query(
    `update accounting_period set ${CLOSED} where starts_on = '${months[0]}'`,
  );
  await waitsForLock(books, 1);
  await owner.query("rollback");

  expect((await closing).rowCount).toBeGreaterThan(0);
});

test("a posting waits for a close in flight, then goes to the next period", async () => {
  const posting = earnedOn(months[0]!);
  await using closer = await connect(books.ownerUrl);
  await closer.query("begin");
  await closer.query(`update accounting_period set ${CLOSED} where starts_on = '${months[0]}'`);

  const posted = post(books, posting);
  await waitsForLock(books, 1);
  await closer.query("commit");

  expect(await posted).toBe("posted");
  expect((await datesOf(posting))?.accounting).toBe(months[1]);
});
