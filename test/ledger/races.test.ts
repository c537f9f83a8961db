import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

import { CURRENCIES, isRefusal, uuidOf } from "../../src/kernel/index.ts";
import {
  DEFAULT_ENTITY_ID,
  postJournal,
  reverseJournal,
  sealJournals,
} from "../../src/ledger/index.ts";
import type { Session } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";

import {
  ACTOR,
  connect,
  earned,
  mustBeSound,
  moved,
  openBooks,
  post,
  PROGRAM,
  vendor,
  waitsForLock,
} from "./books.ts";
import type { Books } from "./books.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterEach(() => mustBeSound(books));
afterAll(() => books.close());

/** Eight sessions at once: the pools of the two roles that post hold four connections each. */
const jobs: Session = { role: "jobs", partnerId: null, actorId: ACTOR, requestId: "ledger-test" };
const SESSIONS = [vendor, vendor, vendor, vendor, jobs, jobs, jobs, jobs];

const approve = (minor: bigint, currency: "KWD" | "CLF") =>
  moved(books, "APPROVE", {
    place: { programId: PROGRAM, partnerId: books.anna },
    currency,
    amounts: { payable: minor },
    creditId: null,
  });

test("two sessions that together take more than there is: the second waits and is refused", async () => {
  await post(books, earned(books, { partner: books.anna, minor: 250n, currency: "KWD" }));
  let second: Promise<unknown> = Promise.resolve();

  await books.database.transaction(vendor, async (tx) => {
    postJournal(tx, approve(200n, "KWD"));
    await tx.flush();
    second = post(books, approve(200n, "KWD"));
    await waitsForLock(books, 1);
  });

  const refused = await second;
  expect(isRefusal(refused) && refused.code).toBe("BUSINESS_RULE");
  expect(await post(books, approve(50n, "KWD"))).toBe("posted");
});

test("of forty parallel takings of 100 from 1000, ten succeed", async () => {
  await post(books, earned(books, { partner: books.anna, minor: 1_000n, currency: "CLF" }));

  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, n) => post(books, approve(100n, "CLF"), SESSIONS[n % 8])),
  );

  expect(outcomes.filter((outcome) => outcome === "posted")).toHaveLength(10);
  expect(outcomes.filter((outcome) => isRefusal(outcome))).toHaveLength(30);
});

test("eight parallel posts under one key make one posting", async () => {
  const posting = earned(books, { partner: books.bruno, minor: 777n, currency: "OMR" });

  const outcomes = await Promise.all(
    SESSIONS.map((session) => post(books, { ...posting, id: newId("jrn") }, session)),
  );

  expect(new Set(outcomes)).toEqual(new Set(["posted"]));
  const [row] = await books.asOwner(
    `select count(*)::int as postings, min(balance_minor)::text as balance
     from journal_txn as txn
     join journal_entry as entry on entry.txn_id = txn.id
     join account_balance as balance using (account_id)
     where idempotency_key = $1 and balance.balance_sign = -1`,
    [posting.key],
  );
  expect(row).toEqual({ postings: 1, balance: "-777" });
});

test("eight parallel first postings to accounts that nobody has made yet all find them made", async () => {
  for (const currency of CURRENCIES.slice(0, 40)) {
    const postings = SESSIONS.map(() =>
      earned(books, { partner: books.bruno, minor: 1n, currency }),
    );
    const outcomes = await Promise.all(
      postings.map((posting, n) => post(books, posting, SESSIONS[n])),
    );
    expect(new Set(outcomes)).toEqual(new Set(["posted"]));
  }
});

// which of two refusals comes first is chance: many start from one place at once
test.each([
  ["their own keys make one, and the others are told so", () => newId("awd"), 1, 7],
  ["one key are one, and each is answered", () => "one key", 8, 0],
])("eight parallel reversals of a posting under %s", async (_, keyOf, reversed, refused) => {
  await using owner = await connect(books.ownerUrl);
  for (let round = 0; round < 20; round += 1) {
    const posting = earned(books, { partner: books.bruno, minor: 10n });
    await post(books, posting);
    const { id: reverses, entityId, effectiveOn, source } = posting;

    await owner.query("begin");
    await owner.query("select from accounting_period for update");
    const racing = Promise.all(
      SESSIONS.map((session) =>
        books.database.transaction(session, async (tx) => {
          const [id, key] = [newId("jrn"), `race:${reverses}:${keyOf()}`];
          reverseJournal(tx, { id, entityId, reverses, key, effectiveOn, source, memo: null });
          return "reversed" as const;
        }),
      ),
    );
    await waitsForLock(books, 4);
    await owner.query("commit");
    const outcomes = await racing;

    const told = outcomes.filter(
      (outcome) => isRefusal(outcome) && outcome.code === "ALREADY_DONE",
    );
    expect(outcomes.filter((outcome) => outcome === "reversed")).toHaveLength(reversed);
    expect(told).toHaveLength(refused);
    const rows = await books.asOwner("select from journal_txn where reverses_id = $1", [
      uuidOf(reverses),
    ]);
    expect(rows).toHaveLength(1);
  }
});

test("eight parallel posters and two sealers: the chain is complete and each posting sealed once", async () => {
  const [before] = await books.asOwner<{ seals: number }>(
    "select count(*)::int as seals from journal_seal",
  );
  const poster = async (session: Session, n: number) => {
    for (let round = 0; round < 25; round += 1) {
      const partner = (n + round) % 2 === 0 ? books.anna : books.bruno;
      await post(books, earned(books, { partner, minor: BigInt(n * 100 + round + 1) }), session);
    }
  };
  let posting = true;
  const sealer = async () => {
    let sealed = 0;
    while (posting) sealed += await sealJournals(books.database, "race");
    return sealed;
  };

  const sealers = [sealer(), sealer()];
  await Promise.all(SESSIONS.map(poster));
  posting = false;
  const sealed = await Promise.all(sealers);
  const last = await sealJournals(books.database, "race");

  const [after] = await books.asOwner<{ seals: number; highest: number; waiting: number }>(
    `select count(*)::int as seals, max(seq)::int as highest, (select count(*) from journal_unsealed)::int as waiting
     from journal_seal`,
  );
  expect(sealed[0]! + sealed[1]! + last).toBe(200);
  expect(after).toEqual({ seals: before!.seals + 200, highest: before!.seals + 200, waiting: 0 });
});

test("a second sealer waits for the first, also at the first seal of an entity", async () => {
  const entityId = "01970000-0000-7000-8000-0000000000e2";
  await books.asOwner(
    `insert into legal_entity (id, name, functional_currency, time_zone, created_at)
     values ($1, 'Second entity', 'EUR', 'UTC', now())`,
    [entityId],
  );
  await post(books, { ...earned(books, { partner: books.anna, minor: 7n }), entityId });
  await using first = await connect(books.ownerUrl);
  await first.query("begin");
  await first.query("select app.seal_journals(10)");

  const second = sealJournals(books.database, "race");
  await waitsForLock(books, 1);
  await first.query("commit");

  expect(await second).toBe(0);
});

test("postings that take the same accounts in opposite order do not deadlock", async () => {
  const [one, other] = [books.anna, books.bruno].map(
    (partner) => earned(books, { partner, minor: 1n, currency: "NOK" }).lines,
  );
  const poster = async (session: Session, n: number) => {
    for (let round = 0; round < 20; round += 1) {
      const posting = earned(books, { partner: books.anna, minor: 1n });
      const lines = n % 2 === 0 ? [...one!, ...other!] : [...other!, ...one!];
      await post(books, { ...posting, lines }, session);
    }
  };

  await Promise.all(SESSIONS.map(poster));

  const rows = await books.asOwner(
    "select balance_minor::int as minor from account_balance join ledger_account on id = account_id where currency = 'NOK' and role = 'accrued'",
  );
  expect(rows).toEqual([{ minor: -160 }, { minor: -160 }]);
});

test("a report up to a seal reads the same after a slow posting commits", async () => {
  const report = (seq: number) =>
    books.asOwner(
      `select count(*)::int as postings, sum(abs(amount_minor))::text as turnover
       from journal_seal join journal_entry using (txn_id) where seq <= $1 and entity_id = $2`,
      [seq, DEFAULT_ENTITY_ID],
    );
  const slow = earned(books, { partner: books.anna, minor: 1_000_000n });
  let before: unknown;
  let watermark = 0;

  await books.database.transaction(vendor, async (tx) => {
    postJournal(tx, slow);
    await tx.flush();
    await post(books, earned(books, { partner: books.bruno, minor: 5n }));
    await sealJournals(books.database, "race");
    const [head] = await books.asOwner<{ seq: string }>(
      "select seq from chain_head where entity_id = $1",
      [DEFAULT_ENTITY_ID],
    );
    watermark = Number(head!.seq);
    before = await report(watermark);
  });
  await sealJournals(books.database, "race");

  expect(await report(watermark)).toEqual(before);
  const [seal] = await books.asOwner<{ seq: string }>(
    "select seq from journal_seal where txn_id = $1",
    [uuidOf(slow.id)],
  );
  expect(Number(seal!.seq)).toBe(watermark + 1);
});

test("a reversal is sealed after what it reverses, though a clock that ran backwards dates it before", async () => {
  const posting = earned(books, { partner: books.anna, minor: 42n });
  await post(books, posting);
  const reversal = newId("jrn");
  await books.database.transaction(vendor, async (tx) => {
    const { entityId, effectiveOn, source, id: reverses } = posting;
    reverseJournal(tx, {
      id: reversal,
      entityId,
      reverses,
      key: "late",
      effectiveOn,
      source,
      memo: null,
    });
    return null;
  });
  await books.asOwner(
    `alter table journal_txn disable trigger journal_txn_append_only;
     update journal_txn set posted_at = posted_at - interval '30 seconds' where idempotency_key = 'late';
     alter table journal_txn enable always trigger journal_txn_append_only`,
  );

  await sealJournals(books.database, "race");

  const rows = await books.asOwner(
    "select txn_id from journal_seal where txn_id = any ($1) order by seq",
    [[uuidOf(posting.id), uuidOf(reversal)]],
  );
  expect(rows.map(({ txn_id }) => txn_id)).toEqual([uuidOf(posting.id), uuidOf(reversal)]);
});
