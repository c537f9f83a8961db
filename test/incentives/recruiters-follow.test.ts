import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { MET } from "../protection/timed-desk.ts";
import { openPayingDesk } from "../payouts/paying-desk.ts";
import type { PayingDesk } from "../payouts/paying-desk.ts";

import { bounty, percent } from "./incentive-desk.ts";
import { followed, openRecruited, put } from "./recruiting.ts";

let desk: PayingDesk;
beforeAll(async () => {
  desk = await openPayingDesk();
  await openRecruited(desk);
});
afterAll(() => desk.world.close());

let minute = 0;
const later = () => {
  minute += 1;
  put(desk, new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString());
};

const usd = (cents: number) => ({ amount: (cents / 100).toFixed(2), currency: "USD" });

/** Each is tried, and done where it can be. */
const STEPS = {
  qualify: (leadId: LeadId) => desk.act(desk.manager, "qualifyLead", leadId, MET),
  win: async (leadId: LeadId, cents: number) => {
    const amount = usd(cents);
    await desk.act(desk.manager, "convertLead", leadId, { amount, closeOn: "2026-12-01" });
    later();
    return desk.act(desk.manager, "winLead", leadId, { amount, closedOn: "2026-03-01" });
  },
  change: (leadId: LeadId, cents: number) =>
    desk.run(
      desk.leader,
      "changeDeal",
      { leadId, amount: usd(cents), reason: "As it was signed" },
      "lead { id }",
    ),
  undo: (leadId: LeadId) =>
    desk.act(desk.manager, "undoMove", leadId, { reason: "The wrong lead" }),
  reverse: async (leadId: LeadId) => {
    const [creditId] = await desk.creditsOf(leadId);
    if (!creditId) return null;
    const why = { reason: "INACCURATE_DATA", evidence: "A fax", trueOn: "2026-01-01" };
    return desk.run(desk.finance, "reverseCredit", { creditId, ...why }, "reversal { id }");
  },
  appeal: async (leadId: LeadId) => {
    for (const creditId of await desk.creditsOf(leadId)) {
      const said = { creditId, grounds: "We met them" };
      const { appeal } = await desk.run(desk.alpha, "appealReversal", said, "appeal { id }");
      later();
      const decision = { appealId: appeal?.id, decision: "UPHOLD" };
      if (appeal) await desk.run(desk.sales, "decideReversalAppeal", decision, "appeal { id }");
    }
    return null;
  },
  pay: async () => {
    const { credits } = await desk.query(
      desk.beta,
      "{ credits(first: 50) { nodes { id kind state } } }",
    );
    const ids = credits.nodes.flatMap(({ id, kind, state }: Record<string, string>) =>
      kind === "RECRUITER" && state === "ACCRUED" ? [id] : [],
    );
    if (ids.length > 0) await desk.approved(ids);
    later();
    // where nothing is payable nothing is paid
    await desk.paid("2026-03-02", { partnerIds: [desk.partners[1]] }).catch(() => null);
    return null;
  },
  follow: () => followed(desk),
} as const;
type Verb = keyof typeof STEPS;

/** Of each credit of a program what counts by the books, and what a recruiter has of it by the books. */
const books = async (programId: string) =>
  (
    await desk.world.asOwner<{ counts: string; has: string }>(
      `with booked as (
         select entry.credit_id, sum(entry.amount_minor) as minor
         from journal_entry as entry
         join ledger_account as account on account.id = entry.account_id
           and account.role in ('expense', 'contract_cost_asset', 'expense_recovery')
         group by entry.credit_id)
       select coalesce(sum(distinct own.minor), 0)::text as counts, coalesce(sum(had.minor), 0)::text as has
       from credit as source
       join award on award.id = source.award_id
       join incentive_program as paying on paying.id = award.incentive_program_id and paying.program_id = $1
       left join booked as own on own.credit_id = source.id
       left join award as follower on follower.recruited_credit_id = source.id and follower.kind = 'RECRUITER'
       left join credit as follows on follows.award_id = follower.id
       left join booked as had on had.credit_id = follows.id
       where source.kind = 'AWARD'
       group by source.id`,
      [uuidOf(programId as `prg_${string}`)],
    )
  ).map(({ counts, has }) => ({ counts: BigInt(counts), has: BigInt(has) }));

/** 7.1234 % to the nearest cent, halves to the even one. */
const wanted = (counts: bigint): bigint => {
  const [whole, rest] = [(counts * 71_234n) / 1_000_000n, (counts * 71_234n) % 1_000_000n];
  const isUp = rest * 2n > 1_000_000n || (rest * 2n === 1_000_000n && whole % 2n === 1n);
  return isUp ? whole + 1n : whole;
};
const sum = (all: readonly bigint[]) => all.reduce((one, other) => one + other, 0n);

test("whatever happens to a partner's leads, its recruiter has the percent of what the books say counts, within its cap, once", async () => {
  const steps = fc.array(
    fc.record({
      verb: fc.constantFrom<Verb>(
        ...(["qualify", "win", "change", "change", "change", "undo"] as const),
        ...(["reverse", "appeal", "pay", "follow", "follow", "follow"] as const),
      ),
      which: fc.nat(2),
      cents: fc.integer({ min: 1, max: 2_000_000 }),
    }),
    { minLength: 12, maxLength: 24 },
  );
  await fc.assert(
    fc.asyncProperty(steps, fc.option(fc.integer({ min: 1, max: 60_000 })), async (told, cap) => {
      later();
      const recruiterPay = { percent: "7.1234", ...(cap ? { cap: usd(cap) } : {}) };
      const terms = { reversalDays: 60, clawbackSchedule: [{ untilDay: 60, percent: "40" }] };
      const programId = await desk.paying([bounty("SQL", "200.01"), percent("10")], {
        ...{ recruiterPay },
        ...(told.length % 2 === 0 ? terms : {}),
      });
      const leads: LeadId[] = [];
      for (let n = 0; n < 3; n += 1) leads.push(await desk.accepted(desk.alpha, programId));
      // so that there is something from the start on
      for (const leadId of leads) await STEPS.qualify(leadId);
      for (const leadId of leads.slice(1)) await STEPS.win(leadId, 100_000);
      for (const { verb, which, cents } of told) {
        later();
        const leadId = leads[which];
        if (leadId) await STEPS[verb](leadId, cents);
      }
      later();
      await followed(desk);

      const all = await books(programId);
      const rates = all.map(({ counts }) => wanted(counts));
      const had = all.map(({ has }) => has);
      if (cap === null) expect(had).toEqual(rates);
      else {
        const most = sum(rates) < BigInt(cap) ? sum(rates) : BigInt(cap);
        expect(sum(had)).toBe(most);
        expect(had.every((has, index) => has >= 0n && has <= (rates[index] ?? 0n))).toBe(true);
      }
      expect(await followed(desk)).toBe(0);
    }),
    { numRuns: 12 },
  );
  expect(await desk.broken()).toEqual([]);
}, 240_000);
