import { createHash } from "node:crypto";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Currency } from "../../src/kernel/index.ts";
import { allocate, idOf, money, toPpm } from "../../src/kernel/index.ts";
import {
  accrue,
  ChainCheck,
  reverseJournal,
  sealedText,
  sealJournals,
} from "../../src/ledger/index.ts";
import type { Posting, SealedPosting } from "../../src/ledger/index.ts";
import { readTrialBalance } from "../../src/ledger/store/trial-balance.ts";
import { newId } from "../../src/platform/ids.ts";

import { earned, moved, openBooks, post, PROGRAM, vendor } from "./books.ts";
import type { Books } from "./books.ts";

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...Array.from("0123456789abcdef")), {
      minLength: length,
      maxLength: length,
    })
    .map((digits) => digits.join(""));
const uuid = fc.uuid();
const optional = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: null });
const day = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
  .map((at) => at.toISOString());
const currency = fc.constantFrom<Currency>("USD", "JPY", "BHD", "CLF");
/** What somebody would type to make one text look like another. */
const memo = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("", "-", "1:x", "a\nxact 7", "é\nline 1", "3:-"),
);

const line = (lineNo: number) =>
  fc.record({
    lineNo: fc.constant(lineNo),
    ...{ accountId: uuid, accountEntityId: uuid, role: fc.constantFrom("accrued", "expense") },
    ...{ partnerId: optional(uuid), programId: optional(uuid), bankAccountId: optional(uuid) },
    ...{ accountCurrency: currency, currency, creditId: optional(uuid) },
    amountMinor: fc.bigInt(-(10n ** 18n), 10n ** 18n),
  });
const sealed: fc.Arbitrary<SealedPosting> = fc.record({
  ...{ seq: fc.bigInt(1n, 10n ** 12n), prevHash: hex(64), hash: hex(64), id: uuid, entityId: uuid },
  ...{ kind: fc.constantFrom("ACCRUE", "REVERSE"), key: memo, requestHash: hex(64) },
  ...{
    effectiveOn: day.map((at) => at.slice(0, 10)),
    accountingOn: day.map((at) => at.slice(0, 10)),
  },
  ...{ postedAt: day, periodId: uuid, reversesId: optional(uuid), sourceType: fc.constant("awd") },
  ...{ sourceId: uuid, actorId: uuid, approvalId: optional(uuid), memo: optional(memo) },
  xact: fc.nat().map(String),
  lines: fc
    .integer({ min: 2, max: 5 })
    .chain((lines) => fc.tuple(...Array.from({ length: lines }, (_, index) => line(index + 1)))),
});

/** The same but for one byte of the text of one field. */
function flipped(value: string | bigint | number, at: number, bit: number): typeof value {
  if (typeof value === "bigint") return value ^ (1n << BigInt(bit));
  if (typeof value === "number") return value ^ (1 << bit);
  const letters = [...value];
  const index = letters.length === 0 ? 0 : at % letters.length;
  const code = (letters[index]?.codePointAt(0) ?? 0x40) ^ (1 << (bit % 4));
  letters[index] = String.fromCodePoint(code);
  return letters.join("");
}

describe("the chain", () => {
  const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

  test("tells of any byte of any field of what was sealed that is another one", () => {
    const chosen = fc.record({ field: fc.nat(), at: fc.nat(500), bit: fc.nat(3) });
    const property = fc.property(sealed, chosen, ({ ...posting }, { field, at, bit }) => {
      const { lines, hash: _hash, ...header } = posting;
      const places = [
        ...Object.keys(header).map((name) => ({ line: -1, name })),
        ...lines.flatMap((of, index) => Object.keys(of).map((name) => ({ line: index, name }))),
      ];
      const place = places[field % places.length];
      if (!place) throw new Error("there are always some");
      const changed = structuredClone(posting) as unknown as Record<string, unknown>;
      const target =
        place.line < 0
          ? changed
          : ((changed["lines"] as Record<string, unknown>[])[place.line] ?? changed);
      const was = target[place.name] as string | bigint | number | null;
      target[place.name] = was === null ? "00" : flipped(was, at, bit);

      expect(sha256(sealedText(changed as unknown as SealedPosting)), place.name).not.toBe(
        sha256(sealedText(posting)),
      );
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  test("whatever is changed, taken out, put in or written anew is told, and nothing where nothing was", () => {
    const chain = fc
      .tuple(fc.array(fc.string(), { minLength: 3, maxLength: 20 }), fc.nat(), fc.nat(4))
      .map(([texts, at, how]) => ({ links: chained(texts), at: at % texts.length, how }));
    fc.assert(
      fc.property(chain, ({ links, at, how }) => {
        const anchor = links.at(-1);
        if (!anchor) throw new Error("there are three at least");
        const anchors = [{ ...anchor, at: "2026-01-01T00:00:00.000Z" }];
        expect(verdictOf(links, anchors)).toEqual({ links: links.length, faults: [] });

        const other = sha256(`other ${links[at]?.hash}`);
        const tampered = [
          links.map((link, index) => (index === at ? { ...link, recomputed: other } : link)),
          links.filter((_, index) => index !== at),
          links.map((link, index) => (index === at ? { ...link, prevHash: other } : link)),
          links.slice(0, -1),
          // sound in itself: the anchor alone tells
          chained(links.map(({ hash }, index) => (index === at ? other : hash))),
        ][how];
        expect(verdictOf(tampered ?? [], anchors).faults).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  const entityId = "01970000-0000-7000-8000-000000000003";
  function chained(texts: readonly string[]) {
    let prevHash = "0".repeat(64);
    return texts.map((text, index) => {
      const hash = sha256(`${prevHash} ${text}`);
      const link = { entityId, seq: BigInt(index + 1), prevHash, hash, recomputed: hash };
      prevHash = hash;
      return link;
    });
  }
  function verdictOf(
    links: ReturnType<typeof chained>,
    anchors: ConstructorParameters<typeof ChainCheck>[0],
  ) {
    const check = new ChainCheck(anchors);
    for (const link of links) check.add(link);
    return check.end();
  }
});

describe("bounties that have nothing to do with one another", () => {
  const partners = [1, 2, 3].map((n) => idOf("prt", `01970000-0000-7000-8000-00000000000${n}`));
  const bounty = fc.record({
    minor: fc.bigInt(1n, 10n ** 12n),
    currency,
    weights: fc.array(fc.bigInt(1n, 1_000n), { minLength: 1, maxLength: 3 }),
  });

  test("leave the same balances in whichever order they are earned", () => {
    const events = fc.array(bounty, { minLength: 2, maxLength: 12 });
    const orders = events.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(orders, ([all, shuffled]) => {
        expect(balancesOf(shuffled)).toEqual(balancesOf(all));
      }),
      { numRuns: 500 },
    );
  });

  function balancesOf(
    events: readonly { minor: bigint; currency: Currency; weights: readonly bigint[] }[],
  ) {
    const sums = new Map<string, bigint>();
    for (const { minor, currency: of, weights } of events) {
      const shares = allocate(minor, toPpm(weights)).map((share, index) => ({
        creditId: newId("crd"),
        partnerId: partners[index] ?? newId("prt"),
        amount: money(share, of),
      }));
      const posting = accrue({
        ...{ id: newId("jrn"), awardId: newId("awd"), programId: PROGRAM },
        ...{ effectiveOn: "2026-02-02", shares },
      });
      for (const { account, amount } of posting?.lines ?? []) {
        const key = `${JSON.stringify(account)} ${amount.currency}`;
        sums.set(key, (sums.get(key) ?? 0n) + amount.minor);
      }
    }
    return Object.fromEntries([...sums].map(([key, sum]) => [key, sum.toString()]));
  }
});

describe("in the database", () => {
  let books: Books;
  beforeAll(async () => {
    books = await openBooks();
  });
  afterAll(() => books.close());

  const balances = async (): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries(
      (
        await books.asOwner<{ id: string; minor: string }>(
          "select account_id as id, balance_minor::text as minor from account_balance where balance_minor <> 0",
        )
      ).map(({ id, minor }) => [id, minor]),
    );

  const command = fc.record({
    partner: fc.nat(1),
    minor: fc.bigInt(1n, 10n ** 12n),
    currency,
    kind: fc.constantFrom("ACCRUE" as const, "ADJUST" as const),
  });

  test("replaying any of what was posted, as often as one likes, posts nothing; reversing all of it leaves nothing", async () => {
    const runs = fc.asyncProperty(
      fc.array(command, { minLength: 3, maxLength: 8 }),
      fc.array(fc.nat(20), { minLength: 3, maxLength: 8 }),
      async (commands, replays) => {
        const before = await balances();
        const postings = commands.map(toPosting);
        for (const posting of postings) expect(await post(books, posting)).toBe("posted");
        await sealJournals(books.database, "test");
        const [once, count] = [await balances(), await postingsThere()];
        // a prefix again, and any of them again, in any order, as other calls with the same keys
        const prefix = postings.slice(0, 1 + ((replays[0] ?? 0) % postings.length));
        const any = replays.flatMap((at) => postings[at % postings.length] ?? []);
        for (const again of [...prefix, ...any])
          expect(await post(books, { ...again, id: newId("jrn") })).toBe("posted");
        await sealJournals(books.database, "test");
        expect([await balances(), await postingsThere()]).toEqual([once, count]);

        for (const posting of postings.toReversed()) await reverse(posting);
        await sealJournals(books.database, "test");
        expect(await balances()).toEqual(before);
      },
    );
    await fc.assert(runs, { numRuns: 6 });
  });

  test("a trial balance at a number of the chain stays what it was, whatever is posted later", async () => {
    const told = async (atSeq: string | null) => {
      const cut = {
        atSeq,
        accountingTo: null,
        effectiveTo: null,
        partnerId: null,
        programId: null,
      };
      return readTrialBalance(books.database, vendor, cut, 1_000);
    };
    const kept = new Map<string, string>();
    const runs = fc.asyncProperty(
      fc.array(command, { minLength: 2, maxLength: 5 }),
      async (all) => {
        for (const each of all) {
          const posting = toPosting(each);
          await post(books, posting);
          if (each.minor % 3n === 0n) await reverse(posting);
          await sealJournals(books.database, "test");
          const now = await told(null);
          kept.set(now[0]?.mark ?? "", JSON.stringify(now));
          expect(unbalanced(now)).toEqual([]);
        }
      },
    );
    await fc.assert(runs, { numRuns: 5 });

    expect(kept.size).toBeGreaterThanOrEqual(10);
    for (const [atSeq, text] of kept) expect(JSON.stringify(await told(atSeq))).toBe(text);
  });

  /** Currencies whose debits and credits differ. */
  const unbalanced = (rows: Awaited<ReturnType<typeof readTrialBalance>>) =>
    [...Map.groupBy(rows, (row) => row.currency)].filter(
      ([, same]) =>
        same.reduce((sum, row) => sum + BigInt(row.debit_minor) - BigInt(row.credit_minor), 0n) !==
        0n,
    );

  const postingsThere = async () =>
    (await books.asOwner<{ n: string }>("select count(*) as n from journal_txn"))[0]?.n;

  function toPosting({
    partner,
    minor,
    currency: of,
    kind,
  }: typeof command extends fc.Arbitrary<infer C> ? C : never): Posting {
    const partnerId = partner === 0 ? books.anna : books.bruno;
    if (kind === "ACCRUE") return earned(books, { partner: partnerId, minor, currency: of });
    const place = { partnerId, programId: PROGRAM };
    const creditId = newId("crd");
    return moved(books, kind, { place, currency: of, amounts: { accrued: minor }, creditId });
  }

  const reverse = (posting: Posting) =>
    books.database.transaction(vendor, async (tx) => {
      const { id: reverses, entityId, effectiveOn, source } = posting;
      const id = newId("jrn");
      reverseJournal(tx, {
        id,
        reverses,
        entityId,
        key: `r:${id}`,
        effectiveOn,
        source,
        memo: null,
      });
      return null;
    });
});
