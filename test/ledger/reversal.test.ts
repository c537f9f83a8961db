import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

import type { CreditId, Currency, JournalTransactionId } from "../../src/kernel/index.ts";
import { isRefusal, uuidOf } from "../../src/kernel/index.ts";
import { DEFAULT_ENTITY_ID, reverseJournal } from "../../src/ledger/index.ts";
import type { Reversal } from "../../src/ledger/index.ts";
import { newId } from "../../src/platform/ids.ts";

import {
  earned,
  mustBeSound,
  moved,
  openBooks,
  post,
  PROGRAM,
  rawHeader,
  vendor,
} from "./books.ts";
import type { Books } from "./books.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterEach(() => mustBeSound(books));
afterAll(() => books.close());

function reversalOf(reverses: JournalTransactionId, changes: Partial<Reversal> = {}): Reversal {
  return {
    id: newId("jrn"),
    entityId: DEFAULT_ENTITY_ID,
    reverses,
    key: `reverse:${reverses}`,
    effectiveOn: books.today,
    source: newId("awd"),
    memo: "Entered in error",
    ...changes,
  };
}

const reverse = (reversal: Reversal) =>
  books.database.transaction(vendor, async (tx) => {
    reverseJournal(tx, reversal);
    return "reversed" as const;
  });

const codeOf = (outcome: unknown) => (isRefusal(outcome) ? outcome.code : outcome);

const linesOf = (id: JournalTransactionId) =>
  books.asOwner(
    `select account_id, currency, amount_minor::text as minor, credit_id from journal_entry
     where txn_id = $1 order by line_no`,
    [uuidOf(id)],
  );

const accrual = (creditId: CreditId, minor = 20_000n) =>
  earned(books, { partner: books.anna, minor, creditId });

const approval = (creditId: CreditId, minor = 20_000n) =>
  moved(books, "APPROVE", {
    place: { programId: PROGRAM, partnerId: books.anna },
    currency: "EUR",
    amounts: { payable: minor },
    creditId,
  });

test("a reversal mirrors what was posted, line by line, with its credits", async () => {
  const posting = accrual(newId("crd"));
  await post(books, posting);
  const reversal = reversalOf(posting.id);

  expect(await reverse(reversal)).toBe("reversed");

  const [[debit, credit], mirrored] = [await linesOf(posting.id), await linesOf(reversal.id)];
  expect(mirrored).toEqual([
    { ...debit, minor: "-20000" },
    { ...credit, minor: "20000" },
  ]);
});

test("the same reversal again reverses nothing more, another one is refused", async () => {
  const posting = accrual(newId("crd"));
  await post(books, posting);
  const first = reversalOf(posting.id);
  await reverse(first);

  expect(await reverse({ ...first, id: newId("jrn") })).toBe("reversed");
  expect(codeOf(await reverse(reversalOf(posting.id, { key: "another" })))).toBe("ALREADY_DONE");

  const reversals = await books.asOwner("select from journal_txn where reverses_id = $1", [
    uuidOf(posting.id),
  ]);
  expect(reversals).toHaveLength(1);
});

test("the key of a reversal does not serve for another posting's", async () => {
  const creditId = newId("crd");
  const [one, other] = [accrual(creditId), accrual(creditId)];
  await post(books, one);
  await post(books, other);
  const shared = { key: "shared", source: newId("awd") };
  await reverse(reversalOf(one.id, shared));

  // the same lines for the same reason: only what is reversed differs
  await expect(reverse(reversalOf(other.id, shared))).rejects.toMatchObject({
    constraint: "journal_txn_key_once",
  });
});

test("a reversal cannot be reversed", async () => {
  const posting = accrual(newId("crd"));
  await post(books, posting);
  const reversal = reversalOf(posting.id);
  await reverse(reversal);

  const refused = await reverse(reversalOf(reversal.id));

  expect(codeOf(refused)).toBe("BUSINESS_RULE");
  expect(isRefusal(refused) && refused.message).toContain("post the original again");
});

test("another entity's posting is not there, nor is one that was never made", async () => {
  const posting = accrual(newId("crd"));
  await post(books, posting);
  const entityId = "01970000-0000-7000-8000-0000000000e2";
  await books.asOwner(
    `insert into legal_entity (id, name, functional_currency, time_zone, created_at)
     values ($1, 'Second entity', 'EUR', 'UTC', now())`,
    [entityId],
  );

  expect(codeOf(await reverse(reversalOf(posting.id, { entityId })))).toBe("NOT_FOUND");
  expect(codeOf(await reverse(reversalOf(newId("jrn"))))).toBe("NOT_FOUND");
});

test("a posting whose money was moved on is not reversed, even while other credits would cover it", async () => {
  const [creditId, otherId] = [newId("crd"), newId("crd")];
  const [first, other, approved] = [accrual(creditId), accrual(otherId), approval(creditId)];
  for (const posting of [first, other, approved]) await post(books, posting);

  const refused = await reverse(reversalOf(first.id));
  expect(isRefusal(refused) && refused.message).toContain("reverse those first");
  expect(
    await books.asOwner("select from journal_txn where reverses_id = $1", [uuidOf(first.id)]),
  ).toEqual([]);

  expect(await reverse(reversalOf(approved.id))).toBe("reversed");
  expect(await reverse(reversalOf(first.id))).toBe("reversed");
});

const change = (creditId: CreditId, minor: bigint, currency: Currency = "EUR") =>
  moved(books, "ADJUST", {
    place: { programId: PROGRAM, partnerId: books.anna },
    currency,
    amounts: { accrued: minor },
    creditId,
  });

test("what was earned is not taken back while what makes it less stands, be it by a cent", async () => {
  const creditId = newId("crd");
  // another credit of the partner would cover it
  const [first, less, other] = [
    accrual(creditId, 82n),
    change(creditId, -1n),
    accrual(newId("crd")),
  ];
  for (const posting of [first, less, other]) expect(await post(books, posting)).toBe("posted");

  const refused = await reverse(reversalOf(first.id));
  expect(isRefusal(refused) && refused.message).toContain("reverse those first");

  expect(await reverse(reversalOf(less.id))).toBe("reversed");
  expect(await reverse(reversalOf(first.id))).toBe("reversed");
});

test("a credit that is less than nothing is taken back, and given back in part", async () => {
  const creditId = newId("crd");
  const [other, less, more] = [
    accrual(newId("crd")),
    change(creditId, -500n),
    change(creditId, 200n),
  ];
  for (const posting of [other, less, more]) expect(await post(books, posting)).toBe("posted");

  // the 200 are of the 500: with those away they would be earned by nothing
  expect(codeOf(await reverse(reversalOf(less.id)))).toBe("BUSINESS_RULE");
  expect(await reverse(reversalOf(more.id))).toBe("reversed");
  expect(await reverse(reversalOf(less.id))).toBe("reversed");
});

test("what a credit is in one currency says nothing of what it is in another", async () => {
  const creditId = newId("crd");
  const other = earned(books, { partner: books.anna, minor: 20_000n, currency: "USD" });
  const less = change(creditId, -900n, "USD");
  const [first, lessOfIt] = [accrual(creditId, 300n), change(creditId, -100n)];
  for (const posting of [other, accrual(newId("crd")), less, first, lessOfIt])
    expect(await post(books, posting)).toBe("posted");

  expect(codeOf(await reverse(reversalOf(first.id)))).toBe("BUSINESS_RULE");
  expect(await reverse(reversalOf(less.id))).toBe("reversed");
});

test("earning, approving and reversing both leaves every account where it was", async () => {
  const balances = () =>
    books.asOwner(
      "select account_id, balance_minor::text as minor from account_balance where balance_sign <> 0 order by 1",
    );
  const creditId = newId("crd");
  const [first, approved] = [accrual(creditId, 333n), approval(creditId, 333n)];
  const before = await balances();

  await post(books, first);
  await post(books, approved);
  await reverse(reversalOf(approved.id));
  await reverse(reversalOf(first.id));

  expect(await balances()).toEqual(before);
});

test("the owner cannot write a second reversal, or one of a reversal, past the function", async () => {
  const posting = accrual(newId("crd"));
  await post(books, posting);
  const reversal = reversalOf(posting.id);
  await reverse(reversal);
  const header = (target: JournalTransactionId, columns = {}) =>
    rawHeader(uuidOf(newId("jrn")), {
      kind: "'REVERSE'",
      reverses_id: `'${uuidOf(target)}'`,
      ...columns,
    });

  await expect(books.asOwner(header(posting.id))).rejects.toMatchObject({
    constraint: "journal_txn_reversed_once",
  });
  await expect(books.asOwner(header(reversal.id))).rejects.toMatchObject({
    constraint: "journal_txn_reverses_no_reversal",
  });
  await expect(books.asOwner(header(posting.id, { kind: "'ACCRUE'" }))).rejects.toMatchObject({
    constraint: "journal_txn_reversal",
  });
});
