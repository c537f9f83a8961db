import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { problemOfTreatment } from "../../src/incentives/domain/gl-treatment.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { accrue, adjust } from "../../src/ledger/index.ts";
import { newId } from "../../src/platform/ids.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());

const carried = (rule: object) => ({ ...rule, glTreatment: "CAPITALIZE" });
const usd = (amount: string) => ({ amount, currency: "USD" });

/** What stands on the accounts that bear what a lead earned, all postings taken together. */
const borne = async (leadId: LeadId): Promise<readonly string[]> =>
  (
    await desk.world.asOwner<{ told: string }>(
      `select account.role || ' ' || sum(entry.amount_minor) as told
       from journal_entry as entry
       join ledger_account as account on account.id = entry.account_id and account.partner_id is null
       join credit on credit.id = entry.credit_id and credit.lead_id = $1
       group by account.role
       order by account.role`,
      [uuidOf(leadId)],
    )
  ).map(({ told }) => told);

async function won(programId: string, amount: string): Promise<LeadId> {
  const leadId = await desk.sql(desk.alpha, programId);
  await desk.move("convertLead", leadId, { amount: usd(amount), closeOn: "2026-12-01" });
  await desk.move("winLead", leadId, { amount: usd(amount), closedOn: "2026-01-01" });
  return leadId;
}

describe("what a rule pays", () => {
  test("is an expense, or where the rule capitalizes it a cost of the contract that is won", async () => {
    const rules = [bounty("SQL", "200.00"), carried(percent("10"))];
    const leadId = await won(await desk.paying(rules), "84300.00");

    // 200.00 for the SQL, 10 % of 84,300.00 for the deal
    expect(await borne(leadId)).toEqual(["contract_cost_asset 843000", "expense 20000"]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 863000"]);
  });

  test("is changed and taken back on the account that bore it", async () => {
    const leadId = await won(await desk.paying([carried(percent("10"))]), "84300.00");
    const change = { leadId, amount: usd("60000.00"), reason: "A discount" };
    await desk.run(desk.leader, "changeDeal", change, "lead { id }");
    const changed = await borne(leadId);
    await desk.move("undoMove", leadId, { reason: "The wrong lead" });

    expect(changed).toEqual(["contract_cost_asset 600000"]);
    expect(await borne(leadId)).toEqual(["contract_cost_asset 0"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("goes by the version that paid it: another one changes nothing of what was booked", async () => {
    const programId = await desk.paying([percent("10")]);
    const before = await won(programId, "1000.00");
    desk.at("2026-02-02T11:00:00.000Z");
    await desk.nextVersion(programId, { rules: [carried(percent("10"))] });
    desk.at("2026-02-02T12:00:00.000Z");
    const after = await won(programId, "1000.00");

    const change = { leadId: before, amount: usd("2000.00"), reason: "More seats" };
    await desk.run(desk.leader, "changeDeal", change, "lead { id }");

    expect(await borne(before)).toEqual(["expense 20000"]);
    expect(await borne(after)).toEqual(["contract_cost_asset 10000"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("of a credit that is credited again is borne as before", async () => {
    const leadId = await won(await desk.paying([carried(percent("10"))]), "1000.00");
    const [credit] = await desk.credits(desk.alpha, leadId, "id");
    const reversal = { creditId: credit?.["id"], reason: "WON_CANCELLED", evidence: "A letter" };
    await desk.run(desk.finance, "reverseCredit", reversal, "reversal { state }");
    expect(await borne(leadId)).toEqual(["contract_cost_asset 0"]);
    const grounds = { creditId: credit?.["id"], grounds: "It stands" };
    const { appeal } = await desk.run(desk.alpha, "appealReversal", grounds, "appeal { id }");
    const decision = { appealId: appeal.id, decision: "UPHOLD" };
    const decided = await desk.run(
      desk.sales,
      "decideReversalAppeal",
      decision,
      "appeal { state }",
    );

    expect(decided.errors).toEqual([]);
    expect(await borne(leadId)).toEqual(["contract_cost_asset 10000"]);
  });
});

describe("a rule", () => {
  test("capitalizes what WON pays alone", async () => {
    expect(problemOfTreatment("CAPITALIZE", "WON")).toBeNull();
    expect(problemOfTreatment("EXPENSE", "SQL")).toBeNull();
    for (const milestone of ["SQL", "OPPORTUNITY"] as const)
      expect(problemOfTreatment("CAPITALIZE", milestone)).toContain("is of WON alone");

    await expect(desk.paying([carried(bounty("SQL", "200.00"))])).rejects.toThrow(
      "is of WON alone: what SQL pays is owed whether a contract comes of it or not",
    );
    await expect(
      desk.world.asOwner(
        "update incentive_rule set gl_treatment = 'CAPITALIZE' where milestone = 'SQL'",
      ),
    ).rejects.toThrow(/incentive_rule_gl_treatment|never changes|approved/);
  });
});

test("postings say which account bears the cost, and balance on either", () => {
  const shares = [
    {
      ...{ creditId: newId("crd"), partnerId: newId("prt") },
      amount: { minor: 18_800n, currency: "BHD" as const },
    },
  ];
  const accrual = { id: newId("jrn"), awardId: newId("awd"), programId: newId("inc"), shares };
  const on = { ...accrual, effectiveOn: "2026-02-02" };
  const told = (posting: ReturnType<typeof accrue>) =>
    posting?.lines.map(({ account, amount }) => `${account.role} ${amount.minor}`);

  expect(told(accrue(on))).toEqual(["expense 18800", "accrued -18800"]);
  expect(told(accrue({ ...on, cost: "contract_cost_asset" }))).toEqual([
    ...["contract_cost_asset 18800", "accrued -18800"],
  ]);
  expect(told(adjust({ ...on, cost: "contract_cost_asset" }))).toEqual([
    ...["contract_cost_asset 18800", "accrued -18800"],
  ]);
});
