import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openTouchedDesk } from "../attribution/touched-desk.ts";
import type { TouchedDesk } from "../attribution/touched-desk.ts";
import { addSalesRep } from "../support/people.ts";

let desk: TouchedDesk;
let marketing: Caller;
beforeAll(async () => {
  desk = await openTouchedDesk();
  marketing = await addSalesRep(desk.world, "Mia Market");
});
afterAll(() => desk.world.close());

const settleAnew = (leadId: LeadId, by = marketing) =>
  desk.run(by, "settleAttribution", { leadId, reason: "A touch came late" }, "lead { id }");
const codes = ({ errors }: { errors: { code: string }[] }) => errors.map(({ code }) => code);

/** What the ledger owes for a lead, all postings and reversals together, by partner. */
const owed = async (leadId: LeadId) => {
  const rows = await desk.world.asOwner<{ name: string; minor: number }>(
    `select partner.name, (-sum(entry.amount_minor))::integer as minor
     from journal_entry as entry
     join ledger_account as account on account.id = entry.account_id and account.role = 'accrued'
     join credit on credit.id = entry.credit_id
     join partner on partner.id = account.partner_id
     where credit.lead_id = $1 group by 1 having sum(entry.amount_minor) <> 0 order by 1`,
    [uuidOf(leadId)],
  );
  return Object.fromEntries(rows.map(({ name, minor }) => [name, minor]));
};

const awardsOf = (leadId: LeadId) =>
  desk.world.asOwner(
    `select generation, gross_minor::integer as gross, reversed_at is not null as "isReversed"
     from award where lead_id = $1 order by generation`,
    [uuidOf(leadId)],
  );

describe("Before its lock a lead is settled anew", () => {
  test("over the touches that are known by now, and what it earned goes along by reversal", async () => {
    await desk.inForce("LINEAR");
    const leadId = await desk.registered();
    await desk.touched(leadId, { of: desk.beta, on: 2 });
    expect(await desk.qualified(leadId)).toEqual({ Alpha: 10_000, Beta: 10_000 });
    desk.onDay(10);
    await desk.record(leadId, { of: desk.gamma, on: 3 });
    expect(await desk.earned(leadId)).toEqual({ Alpha: 10_000, Beta: 10_000 });

    expect(codes(await settleAnew(leadId))).toEqual([]);
    // 1,000,000 in three: 333,334 333,333 333,333; of 200.00 that is 66.67 66.67 66.66
    expect(await desk.books(leadId)).toEqual({
      SOURCED: { Alpha: 333_334, Beta: 333_333, Gamma: 333_333 },
      INFLUENCED: {},
    });
    expect(await desk.earned(leadId)).toEqual({ Alpha: 6_667, Beta: 6_667, Gamma: 6_666 });
    expect(await owed(leadId)).toEqual({ Alpha: 6_667, Beta: 6_667, Gamma: 6_666 });
    expect(await awardsOf(leadId)).toEqual([
      { generation: 1, gross: 20_000, isReversed: true },
      { generation: 2, gross: 20_000, isReversed: false },
    ]);
    const { credits } = await desk.lead(
      desk.alpha,
      leadId,
      "credits(first: 5) { nodes { state amount { amount } } }",
    );
    expect(credits.nodes).toHaveLength(2);
    expect(credits.nodes).toEqual(
      expect.arrayContaining([
        { state: "ACCRUED", amount: { amount: "66.67" } },
        { state: "REVERSED", amount: { amount: "100.00" } },
      ]),
    );
  });

  test("by the policy that was in force when it became an SQL, and not by a later one", async () => {
    await desk.inForce("LINEAR");
    const leadId = await desk.registered();
    await desk.touched(leadId, { of: desk.beta, on: 2 });
    await desk.qualified(leadId);
    desk.onDay(7);
    const input = { programId: desk.programId, model: "LAST_TOUCH" };
    const { attributionPolicy } = await desk.run(
      desk.sales,
      "saveAttributionPolicy",
      input,
      "attributionPolicy { id }",
    );
    const put = { attributionPolicyId: attributionPolicy.id };
    await desk.run(desk.manager, "putAttributionPolicyInForce", put, "attributionPolicy { id }");
    desk.onDay(10);

    expect(codes(await settleAnew(leadId))).toEqual([]);
    expect(await desk.earned(leadId)).toEqual({ Alpha: 10_000, Beta: 10_000 });
  });

  test("with what later milestones earned by it", async () => {
    await desk.inForce("LINEAR");
    const leadId = await desk.registered();
    await desk.qualified(leadId);
    await desk.done(desk.sales, "convertLead", leadId, {
      amount: { amount: "1000", currency: "EUR" },
      closeOn: "2031-01-01",
    });
    desk.onDay(9);
    await desk.record(leadId, { of: desk.beta, on: 3 });
    expect(codes(await settleAnew(leadId))).toEqual([]);
    const undone = await desk.act(desk.manager, "undoMove", leadId, { reason: "Too early" });

    // more than a day after the move; what stands is that of the new settlement
    expect(codes(undone)).toEqual(["BUSINESS_RULE"]);
    expect(await desk.earned(leadId)).toEqual({ Alpha: 10_000, Beta: 10_000 });
  });

  test("as often as is needed, each time on record", async () => {
    await desk.inForce("FIRST_TOUCH");
    const leadId = await desk.registered();
    await desk.qualified(leadId);
    for (const on of [0, -1]) {
      desk.onDay(8 - on);
      await desk.record(leadId, { of: on === 0 ? desk.beta : desk.gamma, on });
      expect(codes(await settleAnew(leadId))).toEqual([]);
    }

    expect(await desk.earned(leadId)).toEqual({ Gamma: 20_000 });
    expect(await owed(leadId)).toEqual({ Gamma: 20_000 });
    const [told] = await desk.world.asOwner(
      `select count(*)::integer as settlements, min(cause) as cause, min(reason) as reason
       from attribution_settlement where lead_id = $1`,
      [uuidOf(leadId)],
    );
    expect(told).toEqual({ settlements: 2, cause: "SETTLED_ANEW", reason: "A touch came late" });
  });

  test("once where two do so at once: the other finds the same, and nothing is doubled", async () => {
    await desk.inForce("LINEAR");
    const leadId = await desk.registered();
    await desk.qualified(leadId);
    desk.onDay(9);
    await desk.record(leadId, { of: desk.beta, on: 3 });
    const both = await Promise.all([settleAnew(leadId), settleAnew(leadId), settleAnew(leadId)]);

    expect(both.flatMap(codes)).toEqual([]);
    expect(await desk.earned(leadId)).toEqual({ Alpha: 10_000, Beta: 10_000 });
    expect(await owed(leadId)).toEqual({ Alpha: 10_000, Beta: 10_000 });
    expect(await awardsOf(leadId)).toHaveLength(4);
  });
});

describe("It is refused", () => {
  test("once the lead is locked, and says what to do", async () => {
    await desk.inForce("LINEAR", { lockDays: 0 });
    const leadId = await desk.registered();
    await desk.qualified(leadId);
    desk.onDay(6);

    const { errors } = await settleAnew(leadId);
    expect(errors).toMatchObject([
      { code: "BUSINESS_RULE", message: expect.stringContaining("disputeAttribution") },
    ]);
    expect(await awardsOf(leadId)).toHaveLength(1);
  });

  test("to whoever recorded a touch that counts, before the lead is an SQL, and where it is not there", async () => {
    await desk.inForce("LINEAR");
    const leadId = await desk.registered();
    expect(codes(await settleAnew(leadId))).toEqual(["BUSINESS_RULE"]);
    await desk.qualified(leadId);
    desk.onDay(9);
    await desk.record(leadId, { of: desk.beta, on: 3, by: marketing });

    const { errors } = await settleAnew(leadId);
    expect(errors).toMatchObject([{ message: expect.stringContaining("You recorded") }]);
    expect(await desk.earned(leadId)).toEqual({ Alpha: 20_000 });
    expect(codes(await settleAnew(leadId, desk.sales))).toEqual([]);
    const nobodys = `lead_${leadId.slice(5, -4)}0000` as LeadId;
    expect(codes(await settleAnew(nobodys))).toEqual(["NOT_FOUND"]);
  });

  test("where a decision shares the prospect", async () => {
    await desk.inForce("LINEAR");
    const leadId = await desk.registered();
    await desk.world.asOwner(
      `insert into shared_prospect (partner_id, lead_id, group_id, weight_ppm, role)
       select partner_id, id, gen_random_uuid(), 1000000, 'SOURCED' from lead where id = $1`,
      [uuidOf(leadId)],
    );
    await desk.qualified(leadId);

    const { errors } = await settleAnew(leadId);
    expect(errors).toMatchObject([{ message: expect.stringContaining("decision") }]);
  });
});

test("In euros, yen and Bahraini dinars each award is split anew by itself, to the smallest unit", async () => {
  await desk.inForce("LINEAR");
  desk.onDay(0);
  const shown = "incentiveProgram { id }";
  for (const [currency, amount] of [
    ["JPY", "1000"],
    ["BHD", "1.000"],
  ]) {
    const settings = { name: `In ${currency}`, programId: desk.programId, currency };
    const made = await desk.run(
      marketing,
      "createIncentiveProgram",
      { ...settings, timeZone: "UTC" },
      shown,
    );
    expect(made.errors).toEqual([]);
    const of = { incentiveProgramId: made.incentiveProgram.id };
    const rules = [{ milestone: "SQL", kind: "FIXED_BOUNTY", amount: { amount, currency } }];
    const draft = { ...of, expectedVersion: 1, rules };
    expect(codes(await desk.run(marketing, "saveIncentiveDraft", draft, shown))).toEqual([]);
    const approving = { ...of, expectedVersion: 2 };
    const { errors } = await desk.run(desk.manager, "approveIncentiveVersion", approving, shown);
    expect(errors).toEqual([]);
  }
  const leadId = await desk.registered();
  await desk.touched(leadId, { of: desk.beta, on: 2 });
  await desk.qualified(leadId);
  desk.onDay(8);
  await desk.record(leadId, { of: desk.gamma, on: 3 });
  expect(codes(await settleAnew(leadId))).toEqual([]);

  const told = await desk.world.asOwner<{ told: string }>(
    `select concat_ws(' ', credit.currency, partner.name, share_minor) as told
     from credit join partner on partner.id = credit.partner_id
     where lead_id = $1 and reversed_at is null order by credit.currency, touch_rank`,
    [uuidOf(leadId)],
  );
  // a thousand fils and a thousand yen in three are 334, 333, 333; two hundred euros 66.67, 66.67, 66.66
  expect(told.map((row) => row.told)).toEqual([
    ...["BHD Alpha 334", "BHD Beta 333", "BHD Gamma 333"],
    ...["EUR Alpha 6667", "EUR Beta 6667", "EUR Gamma 6666"],
    ...["JPY Alpha 334", "JPY Beta 333", "JPY Gamma 333"],
  ]);
});

test("All promises about shares and money are kept by it", async () => {
  const { jobs, auth } = desk.world.urls;
  const urls = { jobs, auth, owner: desk.world.ownerUrl };
  const checked = await checkInvariants({ urls, isServed: false });
  expect(checked.filter(({ rows }) => rows !== 0 && rows !== null)).toEqual([]);
});
