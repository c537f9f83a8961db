import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

import { MONDAY, openPayingDesk, said } from "./paying-desk.ts";
import type { PayingDesk } from "./paying-desk.ts";

// An incentive program may pay no less than a sum at once: less is carried on, and not for ever.

let desk: PayingDesk;
beforeAll(async () => {
  desk = await openPayingDesk();
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at(MONDAY));

const promising = (amount: string, forcedAfterMonths?: number) => ({
  rules: [bounty("SQL", amount)],
  minimumPayout: { amount: { amount: "50.00", currency: "USD" }, forcedAfterMonths },
});

async function earned(programId: string): Promise<LeadId> {
  const leadId = await desk.sql(desk.alpha, programId);
  await desk.approved(await desk.creditsOf(leadId));
  return leadId;
}

const shown = (payouts: readonly Answer[]) =>
  payouts.map(({ method, amount }) => `${method} ${amount.amount}`);

test("47.13 are carried on, and 59.13 paid once 12.00 more are payable, with a minimum of 50.00 of the program; another's is paid", async () => {
  const { rules, ...terms } = promising("47.13");
  const programId = await desk.paying(rules, terms);
  await earned(programId);
  expect(said((await desk.drafting())["errors"])).toContain(
    "47.13 USD of 1 partners: All of it comes to less than the minimum",
  );
  await earned(await desk.paying([bounty("SQL", "1.00")]));
  const { payoutBatch } = await desk.drafting();
  expect(shown(payoutBatch.payouts.nodes)).toEqual(["TRANSFER 1.00"]);
  expect(payoutBatch.leftOut.nodes).toEqual([
    { reason: "LESS_THAN_MINIMUM", amount: { amount: "47.13" } },
  ]);
  await desk.sending(payoutBatch);
  desk.at("2026-02-03T10:00:00.000Z");
  await desk.nextVersion(programId, promising("12.00"));
  await earned(programId);
  expect(shown(await desk.sent())).toEqual(["TRANSFER 59.13"]);
  expect(await desk.broken()).toEqual([]);
});

test("what was carried for as many months as the program says is paid all the same", async () => {
  const { rules, ...terms } = promising("20.00", 3);
  const programId = await desk.paying(rules, terms);
  await earned(programId);
  desk.at("2026-05-02T09:59:00.000Z");
  expect(said((await desk.drafting())["errors"])).toContain("less than the minimum");
  desk.at("2026-05-02T10:01:00.000Z");
  expect(shown(await desk.sent())).toEqual(["TRANSFER 20.00"]);
});

test("what is owed back is set off whatever the minimum, which is asked of what is left", async () => {
  const owing = await desk.approvedSql("15.00");
  await desk.paid();
  await desk.takeBack(owing, "ENTERED_IN_ERROR", desk.leader);
  const { rules, ...terms } = promising("60.00");
  await earned(await desk.paying(rules, terms));
  const { payoutBatch } = await desk.drafting();
  expect(shown(payoutBatch.payouts.nodes)).toEqual(["OFFSET 15.00"]);
  expect(payoutBatch.leftOut.nodes).toEqual([
    { reason: "LESS_THAN_MINIMUM", amount: { amount: "45.00" } },
  ]);
  expect(await desk.broken()).toEqual([]);
});

test("who is terminated is paid what is left", async () => {
  const { rules, ...terms } = promising("7.00");
  const left = await desk.sql(desk.beta, await desk.paying(rules, terms));
  await desk.approved(await desk.creditsOf(left));
  const [, beta] = desk.partners;
  const partnerIds = [beta];
  expect(said((await desk.drafting({ partnerIds }))["errors"])).toContain("less than the minimum");
  await desk.world.asOwner("update partner set state = 'TERMINATED' where id = $1", [uuidOf(beta)]);
  expect(shown(await desk.sent({ partnerIds }))).toEqual(["TRANSFER 7.00"]);
});
