import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { approveByPolicy } from "../../src/approval/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { ApprovalPolicyId, CreditId, LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { SYSTEM_ACTOR } from "../../src/platform/database/index.ts";
import { bounty, percent } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

import { openApprovalDesk } from "./approval-desk.ts";
import type { ApprovalDesk } from "./approval-desk.ts";

let desk: ApprovalDesk;
beforeAll(async () => {
  desk = await openApprovalDesk();
});
afterAll(() => desk.world.close());
/** Each test has a month of its own, behind those before it. */
let month = 0;
const on = (rest: string, later = 0) => {
  const months = month + later - 1;
  const name = String((months % 12) + 1).padStart(2, "0");
  return `${2025 + Math.floor(months / 12)}-${name}-${rest}.000Z`;
};
beforeEach(() => {
  month += 1;
  desk.at(on("02T10:00:00"));
});
afterEach(async () => {
  const { approvalPolicies } = await desk.query(
    desk.finance,
    "{ approvalPolicies(first: 10, state: IN_FORCE) { nodes { id } } }",
  );
  for (const { id } of approvalPolicies.nodes) await end(id);
});

const soon = () => on("05T09:59:59");
const due = () => on("05T10:00:01");

const usd = (amount: string) => ({ amount, currency: "USD" });
const said = (errors: readonly Answer[]) => errors.map(({ message }) => message).join(" ");

const TERMS = {
  ...{ mostPerCredit: usd("200.00"), mostPerMonth: usd("500.00"), delayDays: 3 },
  reason: "Small bounties",
};
const POLICY =
  "approvalPolicy { id state endReason mostPerCredit { amount } draftedBy { id } decidedBy { id } }";

const save = (more: object = {}, by: Caller = desk.finance) =>
  desk.run(by, "saveApprovalPolicy", { ...TERMS, ...more }, POLICY);
const decide = (approvalPolicyId: string, more: object = {}, by: Caller = desk.controller) =>
  desk.run(by, "decideApprovalPolicy", { approvalPolicyId, isApproved: true, ...more }, POLICY);
const end = (approvalPolicyId: string, by: Caller = desk.finance) =>
  desk.run(by, "endApprovalPolicy", { approvalPolicyId, reason: "Enough" }, POLICY);

/** A policy in force; its id. */
async function inForce(more: object = {}): Promise<string> {
  const { approvalPolicy, errors } = await save(more);
  expect(errors).toEqual([]);
  expect(await decide(approvalPolicy.id)).toMatchObject({
    ...{ approvalPolicy: { state: "IN_FORCE" }, errors: [] },
  });
  return approvalPolicy.id;
}

function approveAt(time: string): Promise<number> {
  desk.at(time);
  const deps = { database: desk.world.database, newId, clock: () => new Date(time) };
  return approveByPolicy(deps, "test");
}

/** SQLs of Alpha's under a program of their own, each with one credit of these amounts. */
async function earned(...amounts: readonly string[]): Promise<{
  readonly programId: string;
  readonly leads: readonly LeadId[];
  readonly credits: readonly string[];
}> {
  const leads: LeadId[] = [];
  let programId = "";
  for (const amount of amounts) {
    programId = await desk.paying([bounty("SQL", amount)]);
    leads.push(await desk.sql(desk.alpha, programId));
  }
  const credits = (await Promise.all(leads.map(desk.creditsOf))).flat();
  const [{ id } = { id: "" }] = await desk.world.asOwner<{ id: string }>(
    "select incentive_program_id as id from award where lead_id = $1",
    [uuidOf(leads[0] as LeadId)],
  );
  return { programId: idOf("inc", id), leads, credits };
}

/** Approves all that waits, so that a policy for all finds what its test has earned alone. */
async function nothingWaits(): Promise<void> {
  const { approvalProposal } = await desk.run(
    ...([
      desk.finance,
      "proposeApproval",
      { all: {} },
      "approvalProposal { id selectionHash }",
    ] as const),
  );
  if (approvalProposal) expect((await desk.approve(approvalProposal)).errors).toEqual([]);
}

describe("a policy", () => {
  test("is drafted by one person and put in force by another, in the database as well", async () => {
    const { approvalPolicy } = await save();
    expect(approvalPolicy).toMatchObject({ state: "DRAFT", mostPerCredit: { amount: "200.00" } });
    await desk.world.asOwner("update membership set roles = '{CONTROLLER,FINANCE}' where id = $1", [
      desk.finance.actor.id,
    ]);
    const own = await decide(approvalPolicy.id, {}, desk.finance);
    expect(said(own.errors)).toContain("You drafted this policy");
    await expect(
      desk.world.asOwner(
        `select set_config('app.actor_id', '${desk.finance.actor.id}', true);
         update approval_policy set state = 'IN_FORCE', decided_by = drafted_by, decided_at = drafted_at
         where id = '${uuidOf(approvalPolicy.id as ApprovalPolicyId)}'`,
      ),
    ).rejects.toThrow(/another person than who drafted it/);

    const done = await decide(approvalPolicy.id, { isApproved: false, note: "Too much" });
    expect(done).toMatchObject({ approvalPolicy: { state: "DECLINED" }, errors: [] });
    expect(said((await decide(approvalPolicy.id)).errors)).toContain("decided over before");
    expect(said((await end(approvalPolicy.id)).errors)).toContain("not in force any more");
  });

  test("never changes: another for the same currency and program takes its place, and either side ends it at once", async () => {
    const first = await inForce();
    await expect(
      desk.world.asOwner(
        `update approval_policy set most_per_credit_minor = 50000 where id = '${uuidOf(first as ApprovalPolicyId)}'`,
      ),
    ).rejects.toThrow(/does not change otherwise/);
    const second = await inForce({ mostPerCredit: usd("100.00") });
    const shown = await desk.query(
      desk.controller,
      "{ approvalPolicies(first: 50, state: ENDED) { nodes { id endReason } } }",
    );
    expect(shown.approvalPolicies.nodes).toContainEqual({
      ...{ id: first, endReason: `${second} took its place` },
    });
    expect(await end(second, desk.controller)).toMatchObject({
      ...{ approvalPolicy: { state: "ENDED", endReason: "Enough" }, errors: [] },
    });
  });

  test("has limits that make sense, all told at once", async () => {
    const wrong = await save({
      ...{ mostPerCredit: usd("0.00"), mostPerMonth: { amount: "1.00", currency: "EUR" } },
      delayDays: 91,
    });
    expect(wrong.errors.map(({ path }: Answer) => path.join("."))).toEqual([
      ...["mostPerCredit.amount", "mostPerMonth.currency", "delayDays"],
    ]);
    const { programId } = await earned("10.00");
    const eur = { amount: "10.00", currency: "EUR" };
    const other = await save({
      ...{ mostPerCredit: eur, mostPerMonth: eur },
      incentiveProgramId: newId("inc"),
    });
    expect(said(other.errors)).toContain("There is no incentive program");
    const paying = await save({
      ...{ mostPerCredit: eur, mostPerMonth: eur, incentiveProgramId: programId },
    });
    expect(said(paying.errors)).toContain("The incentive program pays in USD");
  });
});

describe("credit", () => {
  test("is approved by the policy in force once its delay is over, and its partner reads no more than that it is", async () => {
    await nothingWaits();
    const { leads, credits } = await earned("150.00");
    const policyId = await inForce();
    expect(await approveAt(soon())).toBe(0);
    expect(await desk.stands(...leads)).toBe("accrued 15000, payable 0, holdback 0");

    expect(await approveAt(due())).toBe(1);
    expect(await approveAt(due())).toBe(0);
    expect(await desk.stands(...leads)).toBe("accrued 0, payable 15000, holdback 0");
    const [lead] = leads as [LeadId];
    const vendors = "state approvedAt approvalPolicyId";
    expect(await desk.credits(desk.finance, lead, vendors)).toEqual([
      { state: "APPROVED", approvedAt: due(), approvalPolicyId: policyId },
    ]);
    expect(await desk.credits(desk.alpha, lead, "state approvedAt")).toEqual([
      { state: "APPROVED", approvedAt: due() },
    ]);
    const shown = await desk.query(
      desk.controller,
      "{ approvalProposals(first: 1) { nodes { state approvalPolicyId creditCount proposedBy { id } decidedBy { id } } } }",
    );
    expect(shown.approvalProposals.nodes).toEqual([
      {
        ...{ state: "APPROVED", approvalPolicyId: policyId, creditCount: 1 },
        ...{ proposedBy: null, decidedBy: null },
      },
    ]);
    expect(credits).toHaveLength(1);
    expect(await desk.broken()).toEqual([]);
  });

  test("over the limit of one, or of the partner's month, waits for persons or the next month, the oldest first", async () => {
    await nothingWaits();
    const { leads } = await earned("200.01", "200.00", "200.00", "150.00", "50.00");
    await inForce();
    expect(await approveAt(on("10T10:00:00"))).toBe(2);
    // 400.00 of 500.00: the 150.00 does not fit, and the 50.00 does not go before it
    expect(await desk.stands(...leads)).toBe("accrued 40001, payable 40000, holdback 0");
    expect(await approveAt(on("28T23:59:59"))).toBe(0);
    expect(await approveAt(on("01T00:00:00", 1))).toBe(2);
    expect(await desk.stands(...leads)).toBe("accrued 20001, payable 60000, holdback 0");
    month += 1;
    expect(await desk.broken()).toEqual([]);
  });

  test("of a program with a policy of its own is held to that one, and to none once that has ended and there is no other", async () => {
    await nothingWaits();
    const { programId, leads } = await earned("150.00");
    await inForce();
    const own = await inForce({ incentiveProgramId: programId, mostPerCredit: usd("100.00") });
    expect(await approveAt(due())).toBe(0);
    expect((await end(own)).errors).toEqual([]);
    expect(await approveAt(on("05T10:00:02"))).toBe(1);
    expect(await desk.stands(...leads)).toBe("accrued 0, payable 15000, holdback 0");
  });

  test("that is held, or was declined by somebody, is left to persons", async () => {
    await nothingWaits();
    const held = await earned("150.00");
    const declined = await earned("120.00");
    const free = await earned("10.00");
    expect((await desk.hold({ creditId: held.credits[0] })).errors).toEqual([]);
    const no = { isApproved: false, note: "Not this one" };
    const proposal = await desk.proposed(declined.credits);
    expect((await desk.approve(proposal, no)).errors).toEqual([]);
    await inForce();
    expect(await approveAt(due())).toBe(1);
    expect(await desk.stands(...held.leads)).toBe("accrued 15000, payable 0, holdback 0");
    expect(await desk.stands(...declined.leads)).toBe("accrued 12000, payable 0, holdback 0");
    expect(await desk.stands(...free.leads)).toBe("accrued 0, payable 1000, holdback 0");
  });

  test("that whoever drafted the policy, or put it in force, had a hand in is left to persons, and nothing else with it", async () => {
    await nothingWaits();
    const free = await earned("10.00");
    const programId = await desk.paying([percent("10")]);
    const leadId = await desk.sql(desk.alpha, programId);
    await desk.move("convertLead", leadId, { amount: usd("1000.00"), closeOn: "2031-01-01" });
    const closedOn = on("01T00:00:00").slice(0, 10);
    await desk.move("winLead", leadId, { amount: usd("1000.00"), closedOn });
    const change = { leadId, amount: usd("600.00"), reason: "As signed" };
    expect((await desk.run(desk.leader, "changeDeal", change, "lead { id }")).errors).toEqual([]);
    const drafted = await save({}, desk.leader);
    expect(drafted.errors).toEqual([]);
    expect((await decide(drafted.approvalPolicy.id)).errors).toEqual([]);

    expect(await approveAt(due())).toBe(1);
    expect(await desk.stands(leadId)).toBe("accrued 6000, payable 0, holdback 0");
    expect(await desk.stands(...free.leads)).toBe("accrued 0, payable 1000, holdback 0");
  });

  test("that a change made another amount waits for its delay anew", async () => {
    await nothingWaits();
    const programId = await desk.paying([percent("10")]);
    const leadId = await desk.sql(desk.alpha, programId);
    await desk.move("convertLead", leadId, { amount: usd("1000.00"), closeOn: "2031-01-01" });
    await desk.move("winLead", leadId, {
      amount: usd("1000.00"),
      closedOn: on("01T00:00:00").slice(0, 10),
    });
    await inForce();
    desk.at(soon());
    const change = { leadId, amount: usd("600.00"), reason: "As signed" };
    expect((await desk.run(desk.leader, "changeDeal", change, "lead { id }")).errors).toEqual([]);
    expect(await approveAt(due())).toBe(0);
    expect(await approveAt(on("08T10:00:00"))).toBe(1);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 6000, holdback 0");
  });
});

describe("at one time", () => {
  test("many instances approve each credit once, and no more than the month's limit", async () => {
    await nothingWaits();
    const { leads } = await earned("200.00", "200.00", "200.00");
    await inForce();
    const time = on("10T10:00:00");
    const done = await Promise.all([1, 2, 3, 4].map(() => approveAt(time)));
    expect(done.toSorted((one, other) => one - other)).toEqual([0, 0, 0, 2]);
    expect(await desk.stands(...leads)).toBe("accrued 20000, payable 40000, holdback 0");
    expect(await desk.broken()).toEqual([]);
  });

  test("whoever ends the policy, or holds the credit, before it is approved is heard", async () => {
    await nothingWaits();
    const { leads, credits } = await earned("100.00");
    const policyId = await inForce();
    const time = on("10T10:00:00");
    const ends = new pg.Client(desk.world.ownerUrl);
    await ends.connect();
    try {
      await ends.query("begin");
      await ends.query("select set_config('app.actor_id', $1, true)", [desk.finance.actor.id]);
      await ends.query(
        `update approval_policy set state = 'ENDED', ended_by = $1, ended_at = $2, end_reason = 'Enough' where id = $3`,
        [desk.finance.actor.id, time, uuidOf(policyId as ApprovalPolicyId)],
      );
      const meanwhile = approveAt(time);
      await new Promise((resolve) => {
        setTimeout(resolve, 300);
      });
      await ends.query("commit");
      expect(await meanwhile).toBe(0);
    } finally {
      await ends.end();
    }
    expect(await desk.stands(...leads)).toBe("accrued 10000, payable 0, holdback 0");

    await inForce();
    const [held, approved] = await Promise.all([
      desk.hold({ creditId: credits[0] }),
      approveAt(on("10T10:00:00")),
    ]);
    expect(held.errors).toEqual([]);
    const stands = approved === 1 ? "accrued 0, payable 10000" : "accrued 10000, payable 0";
    expect(await desk.stands(...leads)).toBe(`${stands}, holdback 0`);
  });
});

describe("the database", () => {
  /** Approves a credit as the system in the name of a policy, whatever that says. */
  const byHand = (policyId: string, creditId: string, time = on("10T10:00:00")) => {
    const [proposal, credit] = [uuidOf(newId("apv")), uuidOf(creditId as CreditId)];
    return desk.world.asOwner(
      `select set_config('app.actor_id', '${SYSTEM_ACTOR}', true);
       with shown as (
         select id, partner_id, currency, app.standing_of_credit(partner_id, id) as minor from credit where id = '${credit}'
       ), made as (
         insert into approval_proposal (id, selection_hash, proposed_by, proposed_at, expires_at, policy_id)
         select '${proposal}', encode(sha256(convert_to(concat_ws(' ', id, minor, currency), 'UTF8')), 'hex'), '${SYSTEM_ACTOR}',
           '${time}', '2026-12-01', '${uuidOf(policyId as ApprovalPolicyId)}'
         from shown
       )
       insert into approval_item (proposal_id, credit_id, partner_id, amount_minor, currency)
       select '${proposal}', id, partner_id, minor, currency from shown;
       with made as (
         insert into credit_approval (id, partner_id, credit_id, proposal_id, amount_minor, held_minor, posting_id, approved_at)
         select '${uuidOf(newId("cap"))}', partner_id, credit_id, proposal_id, amount_minor, 0, (select id from journal_txn limit 1), '${time}'
         from approval_item where proposal_id = '${proposal}'
       )
       update approval_proposal set state = 'APPROVED', decided_by = proposed_by, decided_at = proposed_at where id = '${proposal}'`,
    );
  };

  test("lets nothing be approved in the name of a policy that is not in force, or over, before or against what it says", async () => {
    await nothingWaits();
    const over = await earned("200.01");
    const first = await earned("200.00");
    const second = await earned("200.00");
    const third = await earned("200.00");
    const { approvalPolicy: draft } = await save();
    await expect(byHand(draft.id, first.credits[0] as string)).rejects.toThrow(
      /while it is in force/,
    );
    const policyId = await inForce();
    await expect(byHand(policyId, over.credits[0] as string)).rejects.toThrow(/OVER_LIMIT/);
    await expect(byHand(policyId, first.credits[0] as string, soon())).rejects.toThrow(/TOO_EARLY/);
    expect((await desk.hold({ creditId: second.credits[0] })).errors).toEqual([]);
    await expect(byHand(policyId, second.credits[0] as string)).rejects.toThrow(/HELD/);
    await byHand(policyId, first.credits[0] as string);
    await byHand(policyId, third.credits[0] as string);
    const fourth = await earned("150.00");
    await expect(byHand(policyId, fourth.credits[0] as string)).rejects.toThrow(
      /no more for a partner and month/,
    );
    expect((await end(policyId)).errors).toEqual([]);
    await expect(byHand(policyId, fourth.credits[0] as string)).rejects.toThrow(
      /while it is in force/,
    );
  });
});
