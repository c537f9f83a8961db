import { afterAll, beforeAll, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { MET } from "../protection/timed-desk.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());

const usd = (amount: string) => ({ amount, currency: "USD" });
const may = { startsAt: "2026-02-01T00:00:00Z", endsAt: "2026-06-01T00:00:00Z" };
const spiff = { key: "spring", name: "Spring", ...may };
const quality = { targetPercent: "50", prior: 4, windowDays: 90, floor: "0.8", ceiling: "1.3" };
const rising = {
  accelerator: {
    ...{ kind: "RETROACTIVE", period: "MONTH" },
    brackets: [
      { fromLead: 1, multiplier: "1" },
      { fromLead: 3, multiplier: "1.2" },
    ],
  },
};
const worth = { key: "worth", label: "It is worth something", expression: "value >= 100" };
const VALUE = { estimatedValue: usd("5000") };

let minute = 0;
const later = (day = "10") => {
  minute += 1;
  desk.at(`2026-02-${day}T10:${minute.toString().padStart(2, "0")}:00.000Z`);
};

async function won(programId: string, amount: string): Promise<LeadId> {
  later();
  const leadId = await desk.accepted(desk.alpha, programId, VALUE);
  await desk.move("qualifyLead", leadId, MET);
  await desk.move("winLead", leadId, { amount: usd(amount), closedOn: "2026-01-01" });
  return leadId;
}

/** What the accounts of the vendor bore for a program, all postings taken together. */
const borne = async (programId: string): Promise<readonly string[]> =>
  (
    await desk.world.asOwner<{ told: string }>(
      `select account.role || ' ' || sum(entry.amount_minor) as told
       from journal_entry as entry
       join ledger_account as account on account.id = entry.account_id and account.partner_id is null
       join incentive_program as paying on paying.id = account.program_id and paying.program_id = $1
       group by account.role
       order by account.role`,
      [uuidOf(programId as `prg_${string}`)],
    )
  ).map(({ told }) => told);

test("what raises earlier leads is borne as they were: three deals of 1,000.00 at 10 %, the third by 1.2 for all", async () => {
  const carried = { ...percent("10"), ...rising, glTreatment: "CAPITALIZE" };
  const programId = await desk.paying([carried]);
  await won(programId, "1000.00");
  await won(programId, "1000.00");
  const third = await won(programId, "1000.00");
  // 100.00, 100.00, 120.00 and 40.00 for the two before
  expect(await borne(programId)).toEqual(["contract_cost_asset 36000"]);
  later();
  await desk.move("undoMove", third, { reason: "The wrong lead" });
  expect(await borne(programId)).toEqual(["contract_cost_asset 20000"]);
  expect(await desk.broken()).toEqual([]);
});

test("a rule and a spiff that both accelerate count their leads each for itself", async () => {
  const steep = {
    ...{ kind: "RETROACTIVE", period: "MONTH" },
    brackets: [
      { fromLead: 1, multiplier: "1" },
      { fromLead: 2, multiplier: "1.5" },
    ],
  };
  const rules = [
    { ...bounty("SQL", "100.00"), ...rising },
    { ...bounty("SQL", "50.00"), spiff, accelerator: steep },
  ];
  const programId = await desk.paying(rules);
  const owed: (readonly string[])[] = [];
  for (let n = 0; n < 3; n += 1) {
    later();
    owed.push(await desk.owed(await desk.sql(desk.alpha, programId)));
  }
  // 100.00 and 50.00; then 75.00 and 25.00 for the spiff of the first; then 120.00, 40.00 for two bounties, and 75.00
  expect(owed).toEqual([["Alpha 15000"], ["Alpha 20000"], ["Alpha 23500"]]);
  expect(await desk.broken()).toEqual([]);
});

test("a spiff, a condition, a quality and an accelerator pay beside one another, and are taken back each as it was earned", async () => {
  const base = { ...bounty("SQL", "100.00"), ...rising, conditions: [worth] };
  const programId = await desk.paying([base, { ...bounty("SQL", "50.00"), spiff }]);
  later();
  const rules = [base, { ...bounty("SQL", "50.00"), spiff }];
  await desk.nextVersion(programId, { rules, quality });
  const leads: LeadId[] = [];
  for (let n = 0; n < 3; n += 1) {
    later();
    leads.push(await desk.sql(desk.alpha, programId, VALUE));
  }
  const [first, second, third] = leads as [LeadId, LeadId, LeadId];
  // nothing was closed yet: (0 + 4 × 50 %) / 4 of 50 % is once. The third raises the two before by 20.00 each
  expect(await desk.owed(first)).toEqual(["Alpha 15000"]);
  expect(await desk.owed(third)).toEqual(["Alpha 21000"]);
  // too small: nothing by the rule, and no lead that counts; the spiff pays all the same
  later();
  const small = await desk.sql(desk.alpha, programId, { estimatedValue: usd("5") });
  expect(await desk.owed(small)).toEqual(["Alpha 5000"]);

  later();
  await desk.move("undoMove", second, { reason: "Not this one" });
  later();
  const shown = await desk.credits(desk.alpha, first, "id amount { amount }");
  const creditId = shown.find(({ amount }) => amount.amount === "100.00")?.["id"];
  const why = { reason: "DUPLICATE", evidence: "Our list of March", trueOn: "2026-01-01" };
  const done = await desk.run(
    desk.finance,
    "reverseCredit",
    { creditId, ...why },
    "reversal { id }",
  );
  expect(done.errors).toEqual([]);
  const all = (await Promise.all([...leads, small].map((leadId) => desk.owed(leadId)))).flat();
  const sum = all.reduce((total, told) => total + Number(told.split(" ")[1]), 0);
  // the third counts alone by now: 100.00, and the spiffs of it, of the first and of the small one
  expect(sum).toBe(25_000);
  expect(await desk.broken()).toEqual([]);
});

test("a spiff within a lead's cap and a budget is held back, taken back by the schedule and appealed", async () => {
  const rules = [bounty("SQL", "100.00"), { ...bounty("SQL", "50.00"), spiff }];
  const terms = {
    ...{ leadCap: usd("130.00"), budget: { amount: usd("1000.00") }, quality },
    holdback: { percent: "20", instalments: 2, every: 1, unit: "MONTHS" },
    reversalDays: 60,
    clawbackSchedule: [{ untilDay: 60, percent: "50" }],
  };
  const programId = await desk.paying(rules);
  later();
  await desk.nextVersion(programId, { rules, ...terms });
  later();
  const leadId = await desk.sql(desk.alpha, programId);
  // 100.00, and 30.00 of the spiff that the cap leaves
  expect(await desk.owed(leadId)).toEqual(["Alpha 13000"]);
  later();
  const credits = await desk.credits(
    desk.alpha,
    leadId,
    "id amount { amount } holdback { amount }",
  );
  expect(credits.map(({ amount, holdback }) => [amount.amount, holdback.amount])).toEqual([
    ["100.00", "20.00"],
    ["30.00", "6.00"],
  ]);
  const why = { reason: "DUPLICATE", evidence: "Our list of March", trueOn: "2026-01-01" };
  for (const { id } of credits) {
    later();
    const input = { creditId: id, ...why };
    const done = await desk.run(desk.finance, "reverseCredit", input, "reversal { takenPercent }");
    expect(done).toMatchObject({ reversal: { takenPercent: "50" }, errors: [] });
  }
  expect(await desk.owed(leadId)).toEqual(["Alpha 6500"]);
  expect(await desk.broken()).toEqual([]);
});
