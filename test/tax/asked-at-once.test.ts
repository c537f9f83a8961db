import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { approveByPolicy } from "../../src/approval/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";
import { MONDAY, openPayingDesk, said } from "../payouts/paying-desk.ts";
import type { PayingDesk } from "../payouts/paying-desk.ts";
import { formed, ruled, taxedIn, unformed } from "../payouts/taxing.ts";

// The repeat that holds partners never runs here: whatever is approved, drafted or sent is asked by itself.

let desk: PayingDesk;
let form = "";
beforeAll(async () => {
  desk = await openPayingDesk();
  for (const each of desk.partners) await taxedIn(desk, each, "US");
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at(MONDAY));

async function earned(by = desk.alpha): Promise<LeadId> {
  const programId = await desk.paying([bounty("SQL", "100.00")]);
  return desk.sql(by, programId);
}

const PROPOSAL = "approvalProposal { id selectionHash }";
async function proposed(...leads: readonly LeadId[]): Promise<Answer> {
  const creditIds = (await Promise.all(leads.map((each) => desk.creditsOf(each)))).flat();
  const { approvalProposal } = await desk.does(
    desk.finance,
    "proposeApproval",
    { creditIds },
    PROPOSAL,
  );
  return approvalProposal;
}
const deciding = ({ id, selectionHash }: Answer) =>
  desk.run(
    desk.controller,
    "decideApproval",
    { approvalProposalId: id, selectionHash, isApproved: true },
    PROPOSAL,
  );
const going = (verb: string, batch: Answer, more: object = {}) =>
  desk.run(desk.controller, verb, { payoutBatchId: batch["id"], ...more }, "payoutBatch { state }");

describe("where a tax form is missing", () => {
  test("a batch stands still that was approved before, and is drafted anew without its partner", async () => {
    const lead = await earned();
    await desk.approved(await desk.creditsOf(lead));
    const { payoutBatch } = await desk.drafting();
    const { selectionHash } = payoutBatch;
    await ruled(desk, { withoutForm: "HOLD" });
    const refused = await going("approvePayoutBatch", payoutBatch, { selectionHash });
    expect(said(refused["errors"])).toContain("has no tax form that its country's rule asks for");
    form = await formed(desk, desk.partners[0]);
    await going("approvePayoutBatch", payoutBatch, { selectionHash });
    await unformed(desk, form);
    const { errors } = await going("sendPayoutBatch", payoutBatch);
    expect(said(errors)).toContain("has no tax form");
    await desk.does(
      desk.finance,
      "cancelPayoutBatch",
      { payoutBatchId: payoutBatch.id, reason: "A form is missing" },
      "payoutBatch { id }",
    );
    const { errors: left } = await desk.drafting();
    expect(said(left)).toContain("100.00 USD of 1 partners: A tax form is missing");
    expect(await desk.broken()).toEqual([]);
  });

  test("the database refuses as well to send it", async () => {
    form = await formed(desk, desk.partners[0]);
    const { payoutBatch } = await desk.drafting();
    await unformed(desk, form);
    const other = desk.controller.actor.id ?? "";
    await expect(
      desk.world.asOwner(`
        set local app.actor_id = '${other}';
        update payout_batch set state = 'APPROVED', approved_by = '${other}', approved_at = drafted_at
        where state = 'DRAFT'`),
    ).rejects.toThrow("stands still: TAX_FORM");
    await desk.does(
      desk.finance,
      "cancelPayoutBatch",
      { payoutBatchId: payoutBatch.id, reason: "A form is missing" },
      "payoutBatch { id }",
    );
  });

  test("credit is approved by no person and no policy, and by both once the form is there", async () => {
    const lead = await earned();
    const proposal = await proposed(lead);
    const { errors } = await deciding(proposal);
    expect(said(errors)).toContain("is of a partner whose tax form is missing");
    form = await formed(desk, desk.partners[0]);
    expect(said((await deciding(proposal))["errors"])).toBe("");
    await unformed(desk, form);

    const second = await earned();
    const policy = {
      ...{ delayDays: 1, reason: "Small bounties" },
      mostPerCredit: { amount: "500.00", currency: "USD" },
      mostPerMonth: { amount: "5000.00", currency: "USD" },
    };
    const made = await desk.run(
      desk.finance,
      "saveApprovalPolicy",
      policy,
      "approvalPolicy { id }",
    );
    expect(said(made["errors"])).toBe("");
    const decided = {
      ...{ approvalPolicyId: made["approvalPolicy"].id, isApproved: true, note: "Seen" },
    };
    await desk.does(desk.controller, "decideApprovalPolicy", decided, "approvalPolicy { id }");
    const later = new Date("2026-02-05T10:00:00.000Z");
    const deps = { database: desk.world.database, newId, clock: () => later };
    expect(await approveByPolicy(deps, "test")).toBe(0);
    expect((await desk.figures(second))[0]).toBe("ACCRUED");
    desk.at("2026-02-05T10:00:00.000Z");
    form = await formed(desk, desk.partners[0]);
    expect(await approveByPolicy(deps, "test")).toBe(1);
    expect((await desk.figures(second))[0]).toBe("APPROVED");
    await unformed(desk, form);
  });

  test("it is asked by as many statements of one partner as of two", async () => {
    const counted = async (...leads: readonly LeadId[]): Promise<number> => {
      const proposal = await proposed(...leads);
      const before = desk.world.database.traffic.statements;
      expect(said((await deciding(proposal))["errors"])).toContain("whose tax form is missing");
      return desk.world.database.traffic.statements - before;
    };
    const one = await earned();
    const another = await earned(desk.beta);
    // Beta has nothing payable: the rule asks nothing of it
    const both = await counted(one, another);
    expect(await counted(one)).toBe(both);
    expect(await desk.broken()).toEqual([]);
  });
});
