import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { parseId, uuidOf } from "../../src/kernel/index.ts";
import { camt, payoutOf, sendStatement } from "../support/bank-says.ts";
import type { NamedPayout, Said, SaidBy } from "../support/bank-says.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { sampleInput } from "../support/mutation-samples.ts";

let world: LivingWorld;
let finance: CastMember;
beforeAll(async () => {
  world = await openLivingWorld();
  finance = await plantMember(world, ["FINANCE"]);
});
afterAll(() => world.close());

const TODAY = new Date().toISOString().slice(0, 10);
let counter = 0;
/** A name that no other file or entry has. */
const newReference = (): string => `REF ${(counter += 1)}`;

async function sentPayout(): Promise<NamedPayout> {
  const { payoutId } = await sampleInput("settlePayout", { world, partnerId: world.alpha });
  return payoutOf(world, finance, String(payoutId));
}

const debit = ({ endToEndId, amount }: NamedPayout, more: Partial<Said> = {}): Said => ({
  ...{ endToEndId, amount, bookedOn: TODAY, reference: newReference(), ...more },
});
const credit = (payout: NamedPayout, more: Partial<Said> = {}): Said =>
  debit(payout, { direction: "CRDT", reason: "AC04", ...more });

const STATEMENT = `bankStatement { id format messageId accountEnds sha256 entryCount settledCount returnedCount repeatedCount unmatchedCount
  entries(first: 50) { nodes { id position direction amount { amount currency } bookedOn endToEndId reference reason state obstacle payout { id state } } } }`;

const fresh = (by: SaidBy = {}): SaidBy => ({ messageId: newReference(), ...by });

async function imported(entries: readonly Said[], by: SaidBy = {}) {
  const uploadId = await sendStatement(world, finance, camt(entries, fresh(by)));
  const answer = await done(world, finance.key, "importBankStatement", { uploadId }, STATEMENT);
  return answer["bankStatement"];
}

async function refusedFile(file: string | Buffer, by = finance) {
  const uploadId = await sendStatement(world, finance, file);
  return refused("importBankStatement", { uploadId }, by);
}

async function refused(verb: string, input: object, by = finance): Promise<readonly string[]> {
  const answer = await mutate(world, by.key, verb, input);
  const payload = answer.data?.[verb];
  return (payload?.errors ?? answer.errors ?? []).map(
    ({ code, message }: { code?: string; message: string }) => `${code}: ${message}`,
  );
}

const PAYOUT = `query ($id: ID!) { node(id: $id) { ... on Payout { state bookedOn bankReference returnedOn returnReason } } }`;
async function stateOf({ id }: NamedPayout) {
  const { data, text } = await world.ask(finance.key, PAYOUT, { id });
  if (!data?.["node"]) throw new Error(text);
  return data["node"];
}

const owner = (statement: string, values: readonly unknown[] = []) =>
  world.asOwner<Record<string, unknown>>(statement, [...values]);

function uuid(text: string): string {
  for (const prefix of ["pay", "ben", "bst"] as const) {
    const parsed = parseId(prefix, text);
    if (parsed.ok) return uuidOf(parsed.id);
  }
  throw new Error(text);
}

/** What was posted of a payout since it was sent, by kind: how much moved on which account. */
const postedOf = ({ id }: NamedPayout) =>
  owner(
    `select txn.kind, txn.effective_date::text as day, account.role, sum(entry.amount_minor)::integer as minor
     from journal_txn as txn
     join journal_entry as entry on entry.txn_id = txn.id
     join ledger_account as account on account.id = entry.account_id
     where txn.source_id = $1 and txn.kind in ('SETTLE', 'RETURN')
     group by 1, 2, 3, txn.id order by txn.id, minor desc`,
    [uuid(id)],
  );

const minorOf = ({ amount }: NamedPayout): number => Math.round(Number(amount) * 100);

describe("What the bank booked", () => {
  test("A debit that names a payout, of its amount, settles it on the bank's day and under its reference", async () => {
    const payout = await sentPayout();

    const statement = await imported([debit(payout, { reference: "2026112800017" })]);

    expect(statement).toMatchObject({
      ...{ format: "CAMT_053", accountEnds: "6199", entryCount: 1, settledCount: 1 },
      ...{ returnedCount: 0, repeatedCount: 0, unmatchedCount: 0 },
    });
    expect(statement.entries.nodes).toMatchObject([
      {
        ...{ position: 1, direction: "DEBIT", bookedOn: TODAY, endToEndId: payout.endToEndId },
        ...{ amount: { amount: payout.amount, currency: "EUR" }, state: "SETTLED" },
        ...{ obstacle: null, payout: { id: payout.id, state: "PAID" } },
      },
    ]);
    expect(await stateOf(payout)).toMatchObject({
      ...{ state: "PAID", bookedOn: TODAY, bankReference: "2026112800017" },
    });
    const minor = minorOf(payout);
    expect(await postedOf(payout)).toEqual([
      { kind: "SETTLE", day: TODAY, role: "cash_clearing", minor },
      { kind: "SETTLE", day: TODAY, role: "bank", minor: -minor },
    ]);
  });

  test("What was booked and came back by one file is both, with the hold on its partner and the bank's reason", async () => {
    const payout = await sentPayout();

    const statement = await imported([credit(payout), debit(payout)]);

    expect(statement).toMatchObject({ settledCount: 1, returnedCount: 1, unmatchedCount: 0 });
    expect(await stateOf(payout)).toMatchObject({
      ...{ state: "RETURNED", bookedOn: TODAY, returnedOn: TODAY, returnReason: "AC04" },
    });
    const minor = minorOf(payout);
    expect(await postedOf(payout)).toEqual([
      { kind: "SETTLE", day: TODAY, role: "cash_clearing", minor },
      { kind: "SETTLE", day: TODAY, role: "bank", minor: -minor },
      { kind: "RETURN", day: TODAY, role: "bank", minor },
      { kind: "RETURN", day: TODAY, role: "payable", minor: -minor },
    ]);
    const holds = await owner(
      `select kind, reason from credit_hold where partner_id = $1 and credit_id is null and released_at is null`,
      [uuidOf(world.alpha)],
    );
    expect(holds).toEqual([
      { kind: "BANK_CHANGE", reason: `Payout ${payout.endToEndId} came back: AC04` },
    ]);
  });

  test("What came back before it was booked goes from the clearing account; a notification says it as well", async () => {
    const payout = await sentPayout();

    const statement = await imported([credit(payout)], { kind: "054" });

    expect(statement).toMatchObject({ format: "CAMT_054", returnedCount: 1 });
    const minor = minorOf(payout);
    expect(await postedOf(payout)).toEqual([
      { kind: "RETURN", day: TODAY, role: "cash_clearing", minor },
      { kind: "RETURN", day: TODAY, role: "payable", minor: -minor },
    ]);
  });

  test("What is not booked yet is none of its entries", async () => {
    const payout = await sentPayout();

    const statement = await imported([debit(payout, { status: "PDNG" })]);

    expect(statement).toMatchObject({ entryCount: 0 });
    expect(await stateOf(payout)).toMatchObject({ state: "SENT" });
  });
});

describe("A bank's own table", () => {
  const csv = {
    ...{ bookedOnColumn: "Date", amountColumn: "Amount", endToEndIdColumn: "Id" },
    ...{ referenceColumn: "Ref", currency: "EUR", reasonColumn: "Why" },
  };
  const table = (...rows: readonly string[]) =>
    Buffer.from(["Date,Amount,Id,Ref,Why", ...rows].join("\n"));
  const send = (file: Buffer) => sendStatement(world, finance, file, "text/csv");

  test("It settles and returns what it names, as its columns were said", async () => {
    const [paid, returned] = [await sentPayout(), await sentPayout()];
    const uploadId = await send(
      table(
        `${TODAY},-${paid.amount},${paid.endToEndId},C 1,`,
        `${TODAY},${returned.amount},${returned.endToEndId},C 2,AC04 closed`,
        `${TODAY},-640.00,,C 3,`,
      ),
    );

    const asked = { uploadId, csv };
    const answer = await done(world, finance.key, "importBankStatement", asked, STATEMENT);

    expect(answer["bankStatement"]).toMatchObject({
      ...{ format: "CSV", entryCount: 3, settledCount: 1, returnedCount: 1, unmatchedCount: 1 },
    });
    expect(await stateOf(paid)).toMatchObject({ state: "PAID", bankReference: "C 1" });
    expect(await stateOf(returned)).toMatchObject({
      ...{ state: "RETURNED", returnReason: "AC04 closed" },
    });
  });

  test("It is refused where nobody said what its columns hold, or a column is not there", async () => {
    const uploadId = await send(table(`${TODAY},-1.00,,${newReference()},`));

    expect(await refused("importBankStatement", { uploadId })).toEqual([
      "VALIDATION_FAILED: The file is a CSV: say in csv what its columns hold.",
    ]);
    const asked = { uploadId, csv: { ...csv, amountColumn: "Betrag" } };
    expect(await refused("importBankStatement", asked)).toEqual([
      `VALIDATION_FAILED: The file has no row with the columns that were named: "Betrag" is missing.`,
    ]);
    const both = { uploadId, csv: { ...csv, currencyColumn: "Ccy" } };
    expect(await refused("importBankStatement", both)).toEqual([
      "VALIDATION_FAILED: csv.currencyColumn or currency has to be given, and not both",
    ]);
  });
});

describe("What was said before", () => {
  test("The same file is taken once, whoever sends it again", async () => {
    const payout = await sentPayout();
    const file = camt([debit(payout)], fresh());
    const uploadId = await sendStatement(world, finance, file);
    const first = await done(world, finance.key, "importBankStatement", { uploadId }, STATEMENT);

    const again = await refusedFile(file, await plantMember(world, ["FINANCE"]));

    const { id } = first["bankStatement"];
    expect(again).toEqual([`ALREADY_DONE: The same file was imported before, as ${id}.`]);
    expect(await postedOf(payout)).toHaveLength(2);
  });

  test("Another file that says the same changes nothing", async () => {
    const payout = await sentPayout();
    const out = debit(payout);
    const back = credit(payout);
    await imported([out, back], { kind: "054" });
    const before = await postedOf(payout);

    const statement = await imported([out, back]);

    expect(statement).toMatchObject({ repeatedCount: 2, settledCount: 0, unmatchedCount: 0 });
    expect(await postedOf(payout)).toEqual(before);
  });

  test("A second debit of a payout is told to a person, since it may have been paid twice", async () => {
    const payout = await sentPayout();

    const statement = await imported([debit(payout), debit(payout)]);
    const later = await imported([debit(payout)]);

    const waits = { state: "UNMATCHED", obstacle: "BOOKED_BEFORE", payout: { id: payout.id } };
    expect(statement.entries.nodes).toMatchObject([{ state: "SETTLED" }, waits]);
    expect(later.entries.nodes).toMatchObject([waits]);
    expect(await postedOf(payout)).toHaveLength(2);
  });

  test("Two imports of one file at once: one is done, the other is told of it", async () => {
    const payout = await sentPayout();
    const file = camt([debit(payout)], fresh());
    const uploads = [
      await sendStatement(world, finance, file),
      await sendStatement(world, finance, file),
    ];

    const answers = await Promise.all(
      uploads.map((uploadId) => refused("importBankStatement", { uploadId })),
    );

    expect(answers.flat()).toEqual([expect.stringMatching(/^ALREADY_DONE: /)]);
    expect(await postedOf(payout)).toHaveLength(2);
  });
});

describe("What does not match", () => {
  test("It is listed with why, and no payout moves by it", async () => {
    const payout = await sentPayout();
    const more = (Number(payout.amount) + 0.01).toFixed(2);

    const statement = await imported([
      debit(payout, { endToEndId: null, words: "Rent of November" }),
      debit(payout, { endToEndId: "NOBODYS" }),
      debit(payout, { amount: more }),
      debit(payout, { currency: "USD" }),
      debit(payout, { bookedOn: "2020-01-01" }),
      debit(payout, { bookedOn: "2100-01-01" }),
      debit(payout, { isReversal: true }),
    ]);

    expect(statement).toMatchObject({ unmatchedCount: 7, settledCount: 0 });
    expect(statement.entries.nodes.map(({ obstacle }: { obstacle: string }) => obstacle)).toEqual([
      ...["NO_END_TO_END_ID", "UNKNOWN_END_TO_END_ID", "OTHER_AMOUNT", "OTHER_CURRENCY"],
      ...["OTHER_DAY", "OTHER_DAY", "REVERSAL"],
    ]);
    expect(await stateOf(payout)).toMatchObject({ state: "SENT" });
    const { data } = await world.ask(
      finance.key,
      `query { bankEntries(state: UNMATCHED, first: 50) { nodes { statement { id } information } } }`,
    );
    const words = data?.["bankEntries"].nodes.filter(
      (each: { statement: { id: string } }) => each.statement.id === statement.id,
    );
    expect(words).toHaveLength(7);
    expect(words).toContainEqual({
      ...{ statement: { id: statement.id }, information: "Rent of November" },
    });
  });

  test("A person says of which payout it is, and it settles that payout as if it had named it", async () => {
    const payout = await sentPayout();
    const other = await sentPayout();
    const statement = await imported([debit(payout, { endToEndId: null, reference: "B 77" })]);
    const [{ id: bankEntryId }] = statement.entries.nodes;
    const note = "The bank left the id out";

    const selection =
      "bankEntry { state obstacle note decidedBy { id } payout { state bankReference } }";
    const matching = { bankEntryId, payoutId: payout.id, note };
    const matched = await done(world, finance.key, "matchBankEntry", matching, selection);

    expect(matched["bankEntry"]).toEqual({
      ...{ state: "SETTLED", obstacle: "NO_END_TO_END_ID", note },
      ...{ decidedBy: { id: finance.memberId }, payout: { state: "PAID", bankReference: "B 77" } },
    });
    const again = { ...matching, payoutId: other.id };
    expect(await refused("matchBankEntry", again)).toEqual([
      `ALREADY_DONE: The bank entry ${bankEntryId} does not wait: it is SETTLED.`,
    ]);
    expect(await refused("setAsideBankEntries", { bankEntryIds: [bankEntryId], note })).toEqual([
      `ALREADY_DONE: The bank entry ${bankEntryId} does not wait: it is SETTLED.`,
    ]);
    expect(await stateOf(other)).toMatchObject({ state: "SENT" });
  });

  test("Nothing else is settled by it than what it comes to", async () => {
    const payout = await sentPayout();
    const statement = await imported([debit(payout, { endToEndId: null, amount: "0.01" })]);
    const [{ id: bankEntryId }] = statement.entries.nodes;

    const answer = await refused("matchBankEntry", {
      ...{ bankEntryId, payoutId: payout.id, note: "It is this one" },
    });

    expect(answer).toEqual([
      "BUSINESS_RULE: Its payout comes to another amount. What the bank booked is what the payout comes to, and its charges.",
    ]);
    expect(await stateOf(payout)).toMatchObject({ state: "SENT" });
  });

  test("An entry that names a payout is of no other, however alike the two are", async () => {
    const payout = await sentPayout();
    const other = await sentPayout();
    const statement = await imported([debit(payout), debit(payout)]);
    const [, { id: bankEntryId }] = statement.entries.nodes;

    const answer = await refused("matchBankEntry", {
      ...{ bankEntryId, payoutId: other.id, note: "It is this one" },
    });

    expect(answer).toEqual([
      `BUSINESS_RULE: The entry names ${payout.id} by its end-to-end id: it is of no other payout.`,
    ]);
    expect(await stateOf(other)).toMatchObject({ state: "SENT" });
  });

  test("What a person notes of a payout that came back is not told to its partner", async () => {
    const payout = await sentPayout();
    const statement = await imported([debit(payout, { direction: "CRDT", endToEndId: null })]);
    const [{ id: bankEntryId }] = statement.entries.nodes;
    const matching = { bankEntryId, payoutId: payout.id, note: "We suspect fraud, see case 12" };

    const selection = "bankEntry { note payout { returnReason } }";
    const matched = await done(world, finance.key, "matchBankEntry", matching, selection);

    expect(matched["bankEntry"]).toEqual({
      ...{ note: matching.note, payout: { returnReason: "The bank gave no reason" } },
    });
  });

  test("What may be a payment too many is explained by nobody who drafted or sent it", async () => {
    const payout = await sentPayout();
    const statement = await imported([debit(payout), debit(payout)]);
    const [, { id }] = statement.entries.nodes;
    const aside = { bankEntryIds: [id], note: "It is nothing" };
    for (const maker of ["drafted_by", "sent_by"]) {
      await owner(`alter table payout_batch disable trigger user`, []);
      await owner(
        `update payout_batch set ${maker} = $1 where id = (select batch_id from payout where id = $2)`,
        [uuidOf(finance.memberId), uuid(payout.id)],
      );
      await owner(`alter table payout_batch enable trigger user`, []);
      expect(await refused("setAsideBankEntries", aside)).toEqual([
        expect.stringContaining("somebody else decides what it is"),
      ]);
      await owner(`alter table payout_batch disable trigger user`, []);
      await owner(
        `update payout_batch set ${maker} = gen_random_uuid() where id = (select batch_id from payout where id = $1)`,
        [uuid(payout.id)],
      );
      await owner(`alter table payout_batch enable trigger user`, []);
    }
    await done(world, finance.key, "setAsideBankEntries", aside);
  });

  test("It is set aside with a note, all that are named or none", async () => {
    const payout = await sentPayout();
    const statement = await imported([
      debit(payout, { endToEndId: null }),
      debit(payout, { endToEndId: null }),
    ]);
    const [one, other] = statement.entries.nodes.map(({ id }: { id: string }) => id);
    const note = "Rent";
    await done(world, finance.key, "setAsideBankEntries", { bankEntryIds: [one], note });

    expect(await refused("setAsideBankEntries", { bankEntryIds: [other, one], note })).toEqual([
      expect.stringContaining("SET_ASIDE"),
    ]);
    const [standing] = await owner("select state from bank_entry where id = $1", [uuid(other)]);
    expect(standing).toEqual({ state: "UNMATCHED" });
  });
});

test("What waits is told with the clearing account, of which payouts explain the balance", async () => {
  const asked = `{ reconciliation { isReconciled accounts { role currency difference { amount } unmatchedCount unmatchedDebits { amount } } } }`;
  const read = async () => {
    const { data, text } = await world.ask(finance.key, asked);
    if (!data) throw new Error(text);
    return data["reconciliation"];
  };
  const clearing = async () =>
    (await read()).accounts.find(
      (each: { role: string; currency: string }) =>
        each.role === "CASH_CLEARING" && each.currency === "EUR",
    );
  const before = await clearing();
  await imported([debit(await sentPayout(), { endToEndId: null, amount: "12.34" })]);

  const after = await clearing();

  expect(after.difference).toEqual({ amount: "0.00" });
  expect(after.unmatchedCount).toBe(before.unmatchedCount + 1);
  const cents = ({ unmatchedDebits }: { unmatchedDebits: { amount: string } }) =>
    Math.round(Number(unmatchedDebits.amount) * 100);
  expect(cents(after) - cents(before)).toBe(1_234);
  expect((await read()).isReconciled).toBe(false);
});

describe("What the bank takes for itself", () => {
  const chargesOf = (id: string) =>
    owner(
      `select account.role, txn.effective_date::text as day, line.amount_minor::integer as minor
       from journal_txn as txn
       join journal_entry as line on line.txn_id = txn.id
       join ledger_account as account on account.id = line.account_id
       where txn.source_id = $1 order by line.line_no`,
      [uuid(id)],
    );
  const ENTRY = "bankEntry { state charges { amount } payout { state } }";
  const euros = (amount: string) => ({ amount, currency: "EUR" });
  const plus = ({ amount }: NamedPayout, cents: number) =>
    (Number(amount) + cents / 100).toFixed(2);
  const waiting = async (entry: Said): Promise<string> => {
    const [{ id, state }] = (await imported([entry])).entries.nodes;
    expect(state).toBe("UNMATCHED");
    return id;
  };

  test("It is what was booked more than a payout, or given back less, and stands on an account of its own", async () => {
    const [paid, back] = [await sentPayout(), await sentPayout()];
    const more = await waiting(debit(paid, { amount: plus(paid, 25) }));
    const less = await waiting(credit(back, { amount: plus(back, -50) }));
    const match = (bankEntryId: string, { id: payoutId }: NamedPayout, amount: string) =>
      done(
        ...([world, finance.key, "matchBankEntry"] as const),
        ...([{ bankEntryId, payoutId, charges: euros(amount), note: "Its fee" }, ENTRY] as const),
      );

    expect((await match(more, paid, "0.25"))["bankEntry"]).toEqual({
      ...{ state: "SETTLED", charges: { amount: "0.25" }, payout: { state: "PAID" } },
    });
    expect((await match(less, back, "0.50"))["bankEntry"]).toEqual({
      ...{ state: "RETURNED", charges: { amount: "0.50" }, payout: { state: "RETURNED" } },
    });

    expect(await chargesOf(more)).toEqual([
      { role: "bank_charges", day: TODAY, minor: 25 },
      { role: "bank", day: TODAY, minor: -25 },
    ]);
    expect(await chargesOf(less)).toEqual([
      { role: "bank_charges", day: TODAY, minor: 50 },
      { role: "bank", day: TODAY, minor: -50 },
    ]);
    const minor = minorOf(paid);
    expect(await postedOf(paid)).toEqual([
      { kind: "SETTLE", day: TODAY, role: "cash_clearing", minor },
      { kind: "SETTLE", day: TODAY, role: "bank", minor: -minor },
    ]);
  });

  test("A charge that two statements tell by one reference is booked once", async () => {
    const fee = debit(await sentPayout(), {
      ...{ endToEndId: null, amount: "3.10", reference: newReference() },
    });
    const asked = (bankEntryId: string) => ({ bankEntryId, charges: euros("3.10"), note: "Fees" });
    await done(world, finance.key, "matchBankEntry", asked(await waiting(fee)), ENTRY);
    const again = await waiting(fee);

    expect(await refused("matchBankEntry", asked(again))).toEqual([
      "ALREADY_DONE: The same charge was booked by another statement, of that day, amount and reference: set this one aside.",
    ]);
    await done(world, finance.key, "setAsideBankEntries", { bankEntryIds: [again], note: "Again" });
  });

  test("An entry may be nothing else, and what the bank gives back of its charges is less than nothing", async () => {
    const nothing = { id: "", endToEndId: "", amount: "3.10" };
    const taken = await waiting(debit(nothing, { endToEndId: null }));
    const given = await waiting(credit(nothing, { endToEndId: null }));
    const asked = (bankEntryId: string) => ({ bankEntryId, charges: euros("3.10"), note: "Fees" });

    const first = await done(world, finance.key, "matchBankEntry", asked(taken), ENTRY);
    const second = await done(world, finance.key, "matchBankEntry", asked(given), ENTRY);

    expect([first["bankEntry"], second["bankEntry"]]).toEqual([
      { state: "CHARGED", charges: { amount: "3.10" }, payout: null },
      { state: "CHARGED", charges: { amount: "-3.10" }, payout: null },
    ]);
    expect(await chargesOf(given)).toEqual([
      { role: "bank_charges", day: TODAY, minor: -310 },
      { role: "bank", day: TODAY, minor: 310 },
    ]);
  });

  test("It is named to the cent, and in the currency of the entry; nothing is booked else", async () => {
    const payout = await sentPayout();
    const bankEntryId = await waiting(debit(payout, { amount: plus(payout, 25) }));
    const note = "Its fee";
    const asked = { bankEntryId, payoutId: payout.id, note };
    const other =
      "BUSINESS_RULE: Its payout comes to another amount. What the bank booked is what the payout comes to, and its charges.";

    expect(await refused("matchBankEntry", asked)).toEqual([other]);
    expect(await refused("matchBankEntry", { ...asked, charges: euros("0.24") })).toEqual([other]);
    const dollars = { ...asked, charges: { amount: "0.25", currency: "USD" } };
    expect(await refused("matchBankEntry", dollars)).toEqual([
      "BUSINESS_RULE: The entry is in EUR, and so are charges.",
    ]);
    const whole =
      "BUSINESS_RULE: An entry of no payout is matched where charges are all of it; else set it aside.";
    expect(await refused("matchBankEntry", { bankEntryId, note })).toEqual([whole]);
    const part = { bankEntryId, note, charges: euros("0.25") };
    expect(await refused("matchBankEntry", part)).toEqual([whole]);
    expect(await chargesOf(bankEntryId)).toEqual([]);
    expect(await stateOf(payout)).toMatchObject({ state: "SENT" });
    const acting = uuidOf(finance.memberId);
    expect(
      await owner(`do $$ begin perform set_config('app.actor_id', '${acting}', true);
        update bank_entry set state = 'CHARGED', charges_minor = amount_minor, decided_by = '${acting}', decided_at = now(), note = 'x'
        where id = '${uuid(bankEntryId)}'; end $$`)
        .then(() => "done")
        .catch((error: unknown) => (error as { constraint?: string }).constraint),
    ).toBe("bank_entry_charges_posted");
  });
});

test("A file and a person that say the same at once: the payout is settled once", async () => {
  const payout = await sentPayout();
  const uploadId = await sendStatement(world, finance, camt([debit(payout)], fresh()));
  const byHand = { payoutId: payout.id, bookedOn: TODAY, bankReference: "By hand" };

  const [file, hand] = await Promise.all([
    mutate(world, finance.key, "importBankStatement", { uploadId }, { selection: STATEMENT }),
    refused("settlePayout", byHand),
  ]);

  const [entry] = file.data?.["importBankStatement"].bankStatement.entries.nodes ?? [];
  expect([entry.obstacle, ...hand].filter((each) => each !== null)).toEqual([
    expect.stringMatching(/^(BOOKED_BEFORE|ALREADY_DONE: .*)$/),
  ]);
  expect(await postedOf(payout)).toHaveLength(2);
});

describe("Who may", () => {
  test("Whoever says what was booked imports it, and nobody else", async () => {
    const controller = await plantMember(world, ["CONTROLLER"]);
    const payout = await sentPayout();

    const answer = await refusedFile(camt([debit(payout)], fresh()), controller);

    expect(answer).toEqual([expect.stringContaining("PAYOUTS_EXPORT")]);
    expect(await stateOf(payout)).toMatchObject({ state: "SENT" });
  });

  test("The database takes no entry that is not what became of its payout", async () => {
    const payout = await sentPayout();
    const statement = await imported([debit(payout, { endToEndId: null })]);
    const [{ id }] = statement.entries.nodes;
    const acting = uuidOf(finance.memberId);
    const attempt = (text: string) =>
      owner(`do $$ begin perform set_config('app.actor_id', '${acting}', true); ${text} end $$`)
        .then(() => "done")
        .catch((error: unknown) => (error as { constraint?: string }).constraint);
    const decide = (state: string, more = "") =>
      attempt(`update bank_entry set state = '${state}', decided_by = '${acting}', decided_at = now(), note = 'x',
        payout_id = '${uuid(payout.id)}' ${more} where id = '${uuid(id)}';`);

    expect(await decide("SETTLED")).toBe("bank_entry_is_its_payout");
    expect(await decide("SET_ASIDE", ", amount_minor = 1")).toBe("bank_entry_decided_once");
    expect(await attempt(`delete from bank_entry where id = '${uuid(id)}';`)).toBe(
      "bank_entry_kept",
    );
    expect(
      await attempt(`insert into bank_entry (id, statement_id, position, direction, is_reversal, amount_minor, currency, booked_on,
          reference, state, obstacle)
        select gen_random_uuid(), statement_id, 9, direction, is_reversal, amount_minor, currency, booked_on, reference, state, obstacle
        from bank_entry where id = '${uuid(id)}';`),
    ).toBe("bank_statement_whole");
  });
});

describe("What is no statement", () => {
  const xml = (uri: string, within = "") => `<Document xmlns="${uri}">${within}</Document>`;
  const iso = (name: string) => `urn:iso:std:iso:20022:tech:xsd:${name}`;

  test.each([
    [
      "a status report",
      xml(iso("pain.002.001.10")),
      "is a pain.002, which says what the bank took on and is no proof of payment: import its camt.053 or camt.054.",
    ],
    [
      "a report of a day that goes on",
      xml(iso("camt.052.001.08")),
      "is a camt.052, of a day that is not over, which may change: import its camt.053 or camt.054.",
    ],
    [
      "what goes to the bank",
      xml(iso("pain.001.001.09")),
      "is a pain.001; expected camt.053 or camt.054 of ISO 20022.",
    ],
    ["another account's", camt([], { iban: "DE02120300000000202051" }), "is of another account"],
    [
      "a document of a type of its own",
      `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>`,
      "is no XML that is taken: line 1: it declares a document type",
    ],
    ["an entity of nobody's", "<d>&nobody;</d>", "is no XML that is taken: "],
    ["one that is too deep", "<a>".repeat(50_000), "line 1: it is deeper than 40 elements"],
    ["one that breaks off", camt([]).slice(0, 300), "is no XML that is taken: "],
    ["no XML", "Hello", "is no XML that is taken: "],
  ])("%s is refused with what it is", async (_, file, why) => {
    expect(await refusedFile(file)).toEqual([
      expect.stringMatching(/^VALIDATION_FAILED: The file is /),
    ]);
    expect((await refusedFile(`${file} `)).join("")).toContain(why);
  });

  test("A file in another encoding is refused", async () => {
    const file = Buffer.from(`<?xml version="1.0"?><d>\u00e4</d>`, "latin1");

    expect(await refusedFile(file)).toEqual([
      "VALIDATION_FAILED: The file is no XML that is taken: it is not written in UTF-8.",
    ]);
  });
});
