import { randomUUID } from "node:crypto";

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { formatAmount, money, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

import { DAY_45, openPayingDesk, said } from "./paying-desk.ts";
import type { PayingDesk } from "./paying-desk.ts";
import { formed, ruled, taxedIn, unformed } from "./taxing.ts";

// Whatever finance does, in whatever order: the books agree after each step. Once all is over, a partner has had what counts
// of its credit, and what was written off of what it owed; be it that tax of it was withheld, and handed on.

let desk: PayingDesk;
beforeAll(async () => {
  desk = await openPayingDesk();
  desk.at(DAY_45);
  await taxedIn(desk, desk.partners[0], "US");
  await ruled(desk, { withholdingPercent: "33.3333" });
});
afterAll(() => desk.world.close());

const STEPS = [
  ...["earn", "draft", "send", "settle", "giveBack", "takeBack"],
  ...["cancel", "repay", "writeOff", "letGo"],
  ...["remit", "form"],
] as const;
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...STEPS),
  which: fc.nat(99),
  cents: fc.bigInt(1n, 5_000n),
});

interface Step {
  readonly what: (typeof STEPS)[number];
  readonly which: number;
  readonly cents: bigint;
}

interface Doing {
  readonly leads: LeadId[];
  drafted: Answer[];
  form: string | null;
}

const usd = (cents: bigint) => ({ amount: formatAmount(money(cents, "USD")), currency: "USD" });
const centsOf = ({ amount }: Answer): bigint => BigInt(amount.replace(".", ""));
const nth = <Item>(items: readonly Item[], which: number): Item | undefined =>
  items[which % Math.max(items.length, 1)];

/** What a refusal leaves as it was is told in one of these ways; anything else is a fault. */
const REFUSED = /payable|held|sent|set off|paid|owed|batch|cancelled|before|approval|taken back/i;
function taken(answer: Answer): boolean {
  const why = said(answer["errors"]);
  if (why !== "") expect(why).toMatch(REFUSED);
  return why === "";
}

async function payoutsIn(...states: readonly string[]): Promise<readonly Answer[]> {
  const { payouts } = await desk.query(
    desk.finance,
    "{ payouts(first: 100) { nodes { id state } } }",
  );
  return payouts.nodes.filter(({ state }: Answer) => states.includes(state));
}

const owed = async () =>
  (await desk.clawbacks()).filter(({ outstanding }) => outstanding.amount !== "0.00");

const bank = { bankReference: "STMT" };

async function take(doing: Doing, { what, which, cents }: Step): Promise<void> {
  desk.at(DAY_45);
  switch (what) {
    case "earn": {
      const programId = await desk.paying([bounty("SQL", usd(cents).amount)]);
      const leadId = await desk.sql(desk.alpha, programId);
      // nothing is approved for who is held since something came back
      await desk.letGo();
      await desk.approved(await desk.creditsOf(leadId));
      doing.leads.push(leadId);
      return;
    }
    case "draft": {
      const answer = await desk.drafting();
      if (taken(answer)) doing.drafted.push(answer["payoutBatch"]);
      return;
    }
    case "send": {
      const batch = nth(doing.drafted, which);
      if (!batch) return;
      const { id: payoutBatchId, selectionHash } = batch;
      const named = [{ payoutBatchId, selectionHash }, "payoutBatch { id }"] as const;
      await desk.run(desk.controller, "approvePayoutBatch", ...named);
      const sending = [{ payoutBatchId }, "payoutBatch { id }"] as const;
      if (taken(await desk.run(desk.controller, "sendPayoutBatch", ...sending)))
        doing.drafted = doing.drafted.filter((each) => each !== batch);
      return;
    }
    case "cancel": {
      const batch = nth(doing.drafted, which);
      if (!batch) return;
      const why = { payoutBatchId: batch["id"], reason: "Not now" };
      if (taken(await desk.run(desk.finance, "cancelPayoutBatch", why, "payoutBatch { id }")))
        doing.drafted = doing.drafted.filter((each) => each !== batch);
      return;
    }
    case "settle": {
      const payout = nth(await payoutsIn("SENT"), which);
      if (!payout) return;
      const booked = { payoutId: payout["id"], bookedOn: "2026-03-19", ...bank };
      expect(taken(await desk.run(desk.finance, "settlePayout", booked, "payout { id }"))).toBe(
        true,
      );
      return;
    }
    case "giveBack": {
      const payout = nth(await payoutsIn("SENT", "PAID"), which);
      if (!payout) return;
      const back = { payoutId: payout["id"], returnedOn: "2026-03-19", reason: "AC04", ...bank };
      taken(await desk.run(desk.finance, "returnPayout", back, "payout { id }"));
      return;
    }
    case "takeBack": {
      const leadId = nth(doing.leads, which);
      if (!leadId) return;
      const { told } = await desk.takeBack(leadId, "ENTERED_IN_ERROR", desk.leader);
      if (told !== "") expect(told).toMatch(REFUSED);
      return;
    }
    case "repay": {
      const claim = nth(await owed(), which);
      if (!claim) return;
      const most = centsOf(claim["outstanding"]);
      const { amount } = usd(cents < most ? cents : most);
      const booked = { receivedOn: "2026-03-19", bankReference: randomUUID() };
      expect(taken(await desk.repay(claim["id"], amount, booked))).toBe(true);
      return;
    }
    case "writeOff": {
      const claim = nth(await owed(), which);
      if (!claim) return;
      const most = centsOf(claim["outstanding"]);
      const proposal = {
        ...{ clawbackId: claim["id"], amount: usd(cents < most ? cents : most), reason: "Small" },
      };
      const made = await desk.run(desk.finance, "proposeWriteOff", proposal, "writeOff { id }");
      if (!taken(made)) return;
      const decision = { writeOffId: made["writeOff"].id, isApproved: true };
      await desk.does(desk.controller, "decideWriteOff", decision, "writeOff { id }");
      return;
    }
    case "letGo":
      await desk.letGo();
      return;
    case "remit": {
      const [found] = await desk.world.asOwner<{ minor: string }>(
        `select coalesce(sum(withheld.amount_minor), 0) as minor
         from payout as withheld
         join payout as paid on paid.batch_id = withheld.batch_id and paid.partner_id = withheld.partner_id and paid.method = 'TRANSFER'
         where withheld.state = 'WITHHELD' and withheld.remittance_id is null and paid.booked_on = '2026-03-19'`,
      );
      const minor = BigInt(found?.minor ?? 0);
      if (minor === 0n) return;
      const day = "2026-03-19";
      const handedOn = {
        ...{ country: "US", amount: usd(minor), bankReference: randomUUID() },
        ...{ withheldFromOn: day, withheldUntilOn: day, remittedOn: day },
      };
      const shown = "taxRemittance { id }";
      const { taxRemittance } = await desk.does(
        desk.finance,
        "recordTaxRemittance",
        handedOn,
        shown,
      );
      const decided = {
        ...{ taxRemittanceId: taxRemittance.id, isConfirmed: which % 3 > 0 },
        note: "Seen",
      };
      await desk.does(desk.controller, "decideTaxRemittance", decided, shown);
      return;
    }
    case "form": {
      if (doing.form === null) doing.form = await formed(desk, desk.partners[0]);
      else {
        await unformed(desk, doing.form);
        doing.form = null;
      }
    }
  }
}

/** All that is under way ends: what is payable is paid, and what is owed paid back. */
async function ended(doing: Doing): Promise<void> {
  for (const batch of doing.drafted)
    await desk.does(
      desk.finance,
      "cancelPayoutBatch",
      { payoutBatchId: batch["id"], reason: "Over" },
      "payoutBatch { id }",
    );
  await desk.letGo();
  for (const { id: payoutId } of await payoutsIn("SENT"))
    await desk.does(
      desk.finance,
      "settlePayout",
      { payoutId, bookedOn: "2026-03-19", ...bank },
      "payout { id }",
    );
  const answer = await desk.drafting();
  if (taken(answer)) {
    for (const { id: payoutId, method } of await desk.sending(answer["payoutBatch"]))
      if (method === "TRANSFER")
        await desk.does(
          desk.finance,
          "settlePayout",
          { payoutId, bookedOn: "2026-03-19", ...bank },
          "payout { id }",
        );
  }
  await desk.repaidAll();
  desk.at(DAY_45);
}

/** What the partner has had of these leads, by the bank and for the tax office, what counts of their credit, and what was lost. */
async function figuresOf(leads: readonly LeadId[]): Promise<Readonly<Record<string, bigint>>> {
  const [row] = await desk.world.asOwner<Record<string, string>>(
    `select coalesce(-sum(entry.amount_minor) filter (where account.role in ('bank', 'wht_payable')), 0) as had,
       coalesce(sum(entry.amount_minor) filter (where account.role = 'writeoff'), 0) as lost,
       coalesce(sum(entry.amount_minor) filter (where account.role in ('accrued', 'payable', 'in_transit', 'cash_clearing', 'clawback_receivable')), 0) as open,
       (select coalesce(sum(own.share_minor), 0) from credit as own where own.lead_id = any($1) and own.reversed_at is null) as counts
     from journal_entry as entry
     join ledger_account as account on account.id = entry.account_id
     where entry.credit_id in (select id from credit where lead_id = any($1))`,
    [leads.map(uuidOf)],
  );
  return Object.fromEntries(Object.entries(row ?? {}).map(([key, value]) => [key, BigInt(value)]));
}

test("whatever is earned, paid, given back, taken back, repaid and written off, in whatever order, the books agree, and a partner has had what is its own", async () => {
  // what came back of an earlier run is set off by a later one, so all of them come out together
  const earned: LeadId[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 30 }), async (steps) => {
      const doing: Doing = { leads: [], drafted: [], form: null };
      for (const cents of [1_234n, 3_333n]) await take(doing, { what: "earn", which: 0, cents });
      for (const each of steps) {
        await take(doing, each);
        expect(await desk.broken(), each.what).toEqual([]);
      }
      await ended(doing);
      if (doing.form !== null) await unformed(desk, doing.form);
      earned.push(...doing.leads);
      const { had, lost, open, counts } = await figuresOf(earned);
      expect({ open, had }).toEqual({ open: 0n, had: (counts ?? 0n) + (lost ?? 0n) });
      expect(await desk.broken()).toEqual([]);
    }),
    { numRuns: 4, endOnFailure: true },
  );
}, 180_000);
