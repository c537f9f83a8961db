import { afterAll, beforeAll, expect, test } from "vitest";

import { idOf, parseId, uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { openApprovalDesk } from "../approval/approval-desk.ts";
import type { ApprovalDesk } from "../approval/approval-desk.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";
import { plantUsableAccount } from "../support/plant-payouts.ts";

let desk: ApprovalDesk;
let alpha: PartnerId;
const noonOf = (day: string) => `${day}T12:00:00.000Z`;

beforeAll(async () => {
  desk = await openApprovalDesk();
  const parsed = parseId("prt", desk.alpha.actor.partnerId ?? "");
  alpha = parsed.ok ? parsed.id : idOf("prt", desk.alpha.actor.partnerId ?? "");
  desk.at(noonOf("2026-02-02"));
  await plantUsableAccount(desk.world, alpha, "USD", new Date(noonOf("2026-02-02")));
});
afterAll(() => desk.world.close());

const BATCH = "payoutBatch { id selectionHash payouts(first: 9) { nodes { id } } }";

async function run(by: "finance" | "controller", verb: string, input: object, selection: string) {
  const answer = await desk.run(desk[by], verb, input, selection);
  if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  return answer;
}

async function drafted(amount: string): Promise<Answer> {
  const programId = await desk.paying([bounty("SQL", amount)]);
  await desk.approved(await desk.creditsOf(await desk.sql(desk.alpha, programId)));
  const input = { currency: "USD", partnerIds: [alpha] };
  return (await run("finance", "draftPayoutBatch", input, BATCH))["payoutBatch"];
}

async function sent(batch: Answer): Promise<string> {
  const { id: payoutBatchId, selectionHash } = batch;
  await run("controller", "approvePayoutBatch", { payoutBatchId, selectionHash }, BATCH);
  await run("controller", "sendPayoutBatch", { payoutBatchId }, BATCH);
  return batch["payouts"].nodes[0].id;
}

const ASKED = `reconciledOn isReconciled accounts { role currency balance { amount } openPayouts { amount } openPayoutCount
  difference { amount } unmatchedCount }`;

async function reconciled(day: string | null): Promise<Answer> {
  const given = day === null ? "" : `(effectiveTo: "${day}")`;
  const { reconciliation } = await desk.query(
    desk.finance,
    `{ reconciliation${given} { ${ASKED} } }`,
  );
  return reconciliation;
}

/** What is in transit and what is on the clearing account on a day, where payouts explain all of it. */
async function standingOn(day: string): Promise<string> {
  const { accounts, isReconciled } = await reconciled(day);
  expect(isReconciled, day).toBe(true);
  for (const { balance, openPayouts, difference } of accounts) {
    expect(difference.amount, day).toBe("0.00");
    expect(openPayouts.amount, day).toBe(balance.amount);
  }
  return accounts
    .map(
      ({ role, openPayoutCount, balance }: Answer) =>
        `${role} ${openPayoutCount} ${balance.amount}`,
    )
    .join(", ");
}

test("each clearing account is zero or explained by open payouts, on whichever day one asks", async () => {
  desk.at(noonOf("2026-02-02"));
  const batch = await drafted("100.00");
  desk.at(noonOf("2026-02-04"));
  const payoutId = await sent(batch);
  // said later than it was, as a person does
  desk.at(noonOf("2026-02-12"));
  const booked = { payoutId, bookedOn: "2026-02-06", bankReference: "STMT 1" };
  await run("finance", "settlePayout", booked, "payout { id }");
  const back = { payoutId, returnedOn: "2026-02-09", bankReference: "STMT 2", reason: "AC04" };
  await run("finance", "returnPayout", back, "payout { id }");

  expect(await standingOn("2026-02-01")).toBe("");
  expect(await standingOn("2026-02-02")).toBe("IN_TRANSIT 1 100.00");
  expect(await standingOn("2026-02-03")).toBe("IN_TRANSIT 1 100.00");
  expect(await standingOn("2026-02-04")).toBe("IN_TRANSIT 0 0.00, CASH_CLEARING 1 100.00");
  expect(await standingOn("2026-02-05")).toBe("IN_TRANSIT 0 0.00, CASH_CLEARING 1 100.00");
  expect(await standingOn("2026-02-06")).toBe("IN_TRANSIT 0 0.00, CASH_CLEARING 0 0.00");
  expect(await standingOn("2026-02-09")).toBe("IN_TRANSIT 0 0.00, CASH_CLEARING 0 0.00");
});

test("what was withdrawn is in transit until it was, and what came back unbooked is cleared by that", async () => {
  const holds = "{ creditHolds(first: 50) { nodes { id releasedAt } } }";
  for (const { id: creditHoldId, releasedAt } of (await desk.query(desk.finance, holds))[
    "creditHolds"
  ].nodes) {
    if (releasedAt !== null) continue;
    await run(
      "finance",
      "requestHoldRelease",
      { creditHoldId, reason: "Seen" },
      "creditHold { id }",
    );
    const decided = { creditHoldId, isReleased: true, note: "Seen" };
    await run("controller", "decideHoldRelease", decided, "creditHold { id }");
  }
  desk.at(noonOf("2026-03-02"));
  // the 100.00 that came back, and 20.00 more
  const { id: payoutBatchId } = await drafted("20.00");
  desk.at(noonOf("2026-03-03"));
  await run("finance", "cancelPayoutBatch", { payoutBatchId, reason: "Not yet" }, BATCH);
  desk.at(noonOf("2026-03-04"));
  const payoutId = await sent(await drafted("30.00"));
  desk.at(noonOf("2026-03-08"));
  const back = { payoutId, returnedOn: "2026-03-06", bankReference: "STMT 3", reason: "AC01" };
  await run("finance", "returnPayout", back, "payout { id }");

  expect(await standingOn("2026-03-02")).toBe("IN_TRANSIT 1 120.00, CASH_CLEARING 0 0.00");
  expect(await standingOn("2026-03-03")).toBe("IN_TRANSIT 0 0.00, CASH_CLEARING 0 0.00");
  expect(await standingOn("2026-03-05")).toBe("IN_TRANSIT 0 0.00, CASH_CLEARING 1 150.00");
  expect(await standingOn("2026-03-06")).toBe("IN_TRANSIT 0 0.00, CASH_CLEARING 0 0.00");
  expect(await desk.broken()).toEqual([]);
});

test("what no payout explains is a difference, and today is asked where no day is", async () => {
  desk.at(noonOf("2026-03-09"));
  await desk.world.asOwner(`alter table payout disable trigger user`);
  await desk.world.asOwner(
    `update payout set state = 'SENT', booked_on = null, bank_reference = null, settled_by = null, settled_at = null, ended_by = null,
       ended_at = null, returned_on = null, return_reference = null, return_reason = null
     where partner_id = $1 and booked_on = '2026-02-06'`,
    [uuidOf(alpha)],
  );

  const { reconciledOn, isReconciled, accounts } = await reconciled(null);

  expect({ reconciledOn, isReconciled }).toEqual({
    reconciledOn: "2026-03-09",
    isReconciled: false,
  });
  expect(accounts).toContainEqual({
    ...{ role: "CASH_CLEARING", currency: "USD", openPayoutCount: 1, unmatchedCount: 0 },
    ...{ balance: { amount: "0.00" }, openPayouts: { amount: "100.00" } },
    difference: { amount: "-100.00" },
  });
});
