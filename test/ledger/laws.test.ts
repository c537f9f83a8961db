import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import type {
  CreditId,
  Currency,
  JournalTransactionId,
  PartnerId,
} from "../../src/kernel/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import { DEFAULT_ENTITY_ID, reverseJournal, sealJournals } from "../../src/ledger/index.ts";
import type { AccountRole, MovementKind, Posting } from "../../src/ledger/index.ts";
import { newId } from "../../src/platform/ids.ts";

import { connect, faults, moved, openBooks, post, vendor } from "./books.ts";
import type { Books } from "./books.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books.close());

const PROGRAMS = [1, 2].map((n) => idOf("inc", `01970000-0000-7000-8000-0000000000f${n}`));
const BANK = "01970000-0000-7000-8000-0000000000d1";
const COSTS: readonly AccountRole[] = ["expense", "contract_cost_asset"];
const SIGNED: readonly AccountRole[] = ["accrued", "holdback", "payable", "in_transit"];

interface Step {
  readonly movement: {
    readonly kind: MovementKind;
    readonly amounts: Partial<Record<AccountRole, bigint>>;
  };
  readonly partner: number;
  readonly program: number;
  readonly currency: Currency;
  readonly credit: number;
  readonly reverses: number | null;
}

const amount = fc.oneof(fc.bigInt(1n, 300n), fc.bigInt(1n, 10n ** 12n));
const of = (...roles: AccountRole[]) =>
  fc.record(Object.fromEntries(roles.map((role) => [role, fc.oneof(fc.constant(0n), amount)])));
const movements: Readonly<Record<string, fc.Arbitrary<Partial<Record<AccountRole, bigint>>>>> = {
  ACCRUE: fc.record({ accrued: amount }),
  APPROVE: of("payable", "holdback"),
  VEST: of("payable"),
  SCHEDULE: of("in_transit", "wht_payable"),
  EXPORT: of("cash_clearing"),
  SETTLE: of("cash_clearing", "bank_charges"),
  ADJUST: fc.record({ accrued: fc.bigInt(-200n, 200n) }),
  CLAWBACK: of("expense_recovery"),
  WRITE_OFF: of("clawback_receivable"),
};
// what is earned must come often, or the rest has nothing to move
const weights: Readonly<Record<string, number>> = { ACCRUE: 6, APPROVE: 2 };
const movement = fc.oneof(
  ...Object.entries(movements).map(([kind, amounts]) => ({
    weight: weights[kind] ?? 1,
    arbitrary: fc.record({ kind: fc.constant(kind as MovementKind), amounts }),
  })),
);
const steps = fc.array(
  fc.record({
    movement,
    partner: fc.nat(1),
    program: fc.nat(1),
    currency: fc.constantFrom<Currency>("USD", "JPY", "BHD", "CLF"),
    credit: fc.nat(2),
    reverses: fc.option(fc.nat(30), { freq: 4 }),
  }),
  { minLength: 10, maxLength: 25 },
);

/** The ledger as it would be in memory: a sum per account, and per credit within it. */
class Model {
  readonly #sums = new Map<string, bigint>();
  readonly posted: Posting[] = [];
  readonly #reversed = new Set<Posting>();

  /** Whether the lines may be posted; if so, they are. */
  post(posting: Posting): boolean {
    const sums = this.#with(posting, 1n, false);
    if (sums === null) return false;
    this.#take(sums);
    this.posted.push(posting);
    return true;
  }

  reverse(posting: Posting): boolean {
    const sums = this.#reversed.has(posting) ? null : this.#with(posting, -1n, true);
    if (sums === null) return false;
    this.#take(sums);
    this.#reversed.add(posting);
    return true;
  }

  balances(): Record<string, string> {
    const entries = [...this.#sums].filter(([key]) => !key.includes("crd_"));
    return Object.fromEntries(entries.map(([key, minor]) => [key, minor.toString()]));
  }

  #with(posting: Posting, sign: bigint, perCredit: boolean): Map<string, bigint> | null {
    const sums = new Map<string, bigint>();
    for (const { account, amount, creditId } of posting.lines) {
      const key = accountKey(account, amount.currency);
      for (const name of [key, `${key} ${creditId}`])
        sums.set(name, (sums.get(name) ?? this.#sums.get(name) ?? 0n) + sign * amount.minor);
    }
    for (const [key, minor] of sums) {
      if (key.includes("crd_") && !perCredit) continue;
      const role = key.split(" ")[0] as AccountRole;
      // a credit that is less than nothing as it stands goes the other way round
      const seen = minor * (key.includes("crd_") ? this.#directionOf(key) : 1n);
      if (SIGNED.includes(role) && seen > 0n) return null;
      if (role === "clawback_receivable" && seen < 0n) return null;
    }
    return sums;
  }

  #directionOf(key: string): bigint {
    const place = key.split(" ").slice(-2).join(" ");
    const costs = [...this.#sums].filter(
      ([of]) => COSTS.includes(of.split(" ")[0] as AccountRole) && of.endsWith(place),
    );
    return costs.reduce((sum, [, minor]) => sum + minor, 0n) < 0n ? -1n : 1n;
  }

  #take(sums: Map<string, bigint>): void {
    for (const [key, minor] of sums) this.#sums.set(key, minor);
  }
}

function accountKey(account: Posting["lines"][number]["account"], currency: string): string {
  const partner = "partnerId" in account ? uuidOf(account.partnerId) : "-";
  const program = "programId" in account ? uuidOf(account.programId) : "-";
  const bank = "bankAccountId" in account ? account.bankAccountId : "-";
  return [account.role, partner, program, bank, currency].join(" ");
}

test("whatever is posted and reversed, the books balance, equal a model of them, and chain up", async () => {
  const model = new Model();
  const credits: CreditId[] = [1, 2, 3].map(() => newId("crd"));
  const partners: PartnerId[] = [books.anna, books.bruno];
  let accepted = 0;
  let refused = 0;

  const reverse = (reverses: JournalTransactionId) =>
    books.database.transaction(vendor, async (tx) => {
      const [id, source] = [newId("jrn"), newId("awd")];
      const entityId = DEFAULT_ENTITY_ID;
      reverseJournal(tx, {
        id,
        entityId,
        reverses,
        key: `law:${id}`,
        effectiveOn: books.today,
        source,
        memo: null,
      });
      return "posted" as const;
    });

  const perform = async (step: Step) => {
    const earlier = step.reverses === null ? undefined : model.posted.at(-1 - step.reverses);
    if (earlier) {
      const outcome = await reverse(earlier.id);
      return [outcome, model.reverse(earlier)] as const;
    }
    const { currency } = step;
    const { kind, amounts } = step.movement;
    const place = {
      partnerId: partners[step.partner]!,
      programId: PROGRAMS[step.program]!,
      bankAccountId: BANK,
    };
    const posting = moved(books, kind, {
      place,
      currency,
      amounts,
      creditId: credits[step.credit]!,
    });
    if (posting.lines.length === 0) return null;
    return [await post(books, posting), model.post(posting)] as const;
  };

  await using owner = await connect(books.ownerUrl);
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      for (const step of sequence) {
        const result = await perform(step);
        if (result === null) continue;
        const [outcome, expected] = result;
        expect(outcome === "posted").toBe(expected);
        if (expected) accepted += 1;
        else refused += 1;
      }
      await sealJournals(books.database, "law");

      expect(await faults(owner)).toEqual([]);
      const rows = await books.asOwner<{ key: string; minor: string }>(
        `select concat_ws(' ', role, coalesce(partner_id::text, '-'), coalesce(program_id::text, '-'),
           coalesce(bank_account_id::text, '-'), currency) as key, balance_minor::text as minor
         from ledger_account join account_balance on account_id = id`,
      );
      expect(Object.fromEntries(rows.map(({ key, minor }) => [key, minor]))).toEqual(
        model.balances(),
      );
      const unbalanced = await books.asOwner(
        "select currency from ledger_account join account_balance on account_id = id group by 1 having sum(balance_minor) <> 0",
      );
      expect(unbalanced).toEqual([]);
    }),
    { numRuns: 40, endOnFailure: true },
  );

  // the law says something only if both happened often
  expect(accepted).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(50);
});
