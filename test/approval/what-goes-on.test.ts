import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { wholeUpTo } from "../../src/approval/domain/approval.ts";
import { whyNotReleased } from "../../src/approval/domain/hold.ts";
import { earnMonths } from "../../src/incentives/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { bounty, percent } from "../incentives/incentive-desk.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { addSalesRep } from "../support/people.ts";

import { openApprovalDesk, PROPOSAL } from "./approval-desk.ts";
import type { ApprovalDesk } from "./approval-desk.ts";

let desk: ApprovalDesk;
/** Who has done nothing else. */
let other: Caller;
beforeAll(async () => {
  desk = await openApprovalDesk();
  other = await addSalesRep(desk.world, "Otto Other");
});
afterAll(() => desk.world.close());

const usd = (amount: string) => ({ amount, currency: "USD" });
const said = ({ errors }: Answer) =>
  (errors as readonly Answer[]).map(({ message }) => message).join(" ");
const partnerOf = ({ actor }: Caller) => actor.partnerId ?? newId("prt");

const proposing = (selection: object, by = desk.finance) =>
  desk.run(by, "proposeApproval", selection, PROPOSAL);

async function done(by: Caller, verb: string, input: object, selection: string): Promise<Answer> {
  const answer = await desk.run(by, verb, input, selection);
  expect(answer.errors).toEqual([]);
  return answer;
}

async function first(leadId: LeadId): Promise<string> {
  const [creditId] = await desk.creditsOf(leadId);
  if (creditId === undefined) throw new Error("it earned");
  return creditId;
}

/** What a lead that went on in another has itself, which is read with that one. */
async function ofItsOwn(leadId: LeadId): Promise<string> {
  const [row] = await desk.world.asOwner<{ id: string }>(
    "select id from credit where lead_id = $1 and reversed_at is null",
    [uuidOf(leadId)],
  );
  return idOf("crd", row?.id ?? "");
}

async function won(leadId: LeadId, amount: string): Promise<void> {
  await desk.move("convertLead", leadId, { amount: usd(amount), closeOn: "2031-01-01" });
  await desk.move("winLead", leadId, { amount: usd(amount), closedOn: "2026-02-01" });
}

const takenBack = (creditId: string, reason: string, more: object = {}) =>
  done(
    desk.finance,
    "reverseCredit",
    { creditId, reason, evidence: "A fax", ...more },
    "reversal { id }",
  );
const INACCURATE = ["INACCURATE_DATA", { trueOn: "2026-02-01" }] as const;

/** A lead of Alpha's that goes on in Beta's, each with a bounty. */
async function merged(later: (minutes: number) => void): Promise<readonly [LeadId, LeadId]> {
  const programId = await desk.paying([bounty("SQL", "100.00")]);
  const survivor = await desk.sql(desk.beta, programId);
  later(30);
  const leadId = await desk.sql(desk.alpha, programId);
  later(60);
  const input = { leadIds: [survivor, leadId], survivorId: survivor, split: "SURVIVOR_HAS_ALL" };
  await done(desk.sales, "mergeLeads", { ...input, reason: "One firm" }, "lead { id }");
  return [leadId, survivor];
}

describe("one's own doing is found", () => {
  test("where a lead went on in another: who settled that one does not approve what this one earned", async () => {
    desk.at("2026-02-02T10:00:00.000Z");
    const [leadId, survivor] = await merged((minutes) =>
      desk.at(new Date(Date.UTC(2026, 1, 2, 10, minutes)).toISOString()),
    );
    desk.at("2026-02-02T12:00:00.000Z");
    const shares = [
      { partnerId: partnerOf(desk.alpha), sharePpm: 250_000 },
      { partnerId: partnerOf(desk.beta), sharePpm: 750_000 },
    ];
    const { attributionProposal } = await done(
      ...([desk.finance, "proposeAttribution"] as const),
      ...([
        { leadId: survivor, shares, reason: "As agreed" },
        "attributionProposal { id }",
      ] as const),
    );
    const decision = { attributionProposalId: attributionProposal.id, isApproved: true };
    await done(desk.leader, "decideAttributionProposal", decision, "attributionProposal { id }");
    const creditId = await ofItsOwn(leadId);
    const proposal = await desk.proposed([creditId], desk.controller);
    for (const by of [desk.finance, desk.leader])
      expect(said(await desk.approve(proposal, {}, by))).toContain("is your own doing");
    expect((await desk.approve(proposal, {}, other)).errors).toEqual([]);
  });

  test("where a reversal was appealed: who upheld that does not approve what counts again", async () => {
    desk.at("2026-02-02T10:00:00.000Z");
    const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "100.00")]));
    const creditId = await first(leadId);
    await takenBack(creditId, ...INACCURATE);
    const { appeal } = await done(
      ...([desk.alpha, "appealReversal"] as const),
      ...([{ creditId, grounds: "We met them" }, "appeal { id }"] as const),
    );
    const upheld = { appealId: appeal.id, decision: "UPHOLD" };
    await done(desk.controller, "decideReversalAppeal", upheld, "appeal { id }");
    const again = (await desk.creditsOf(leadId)).filter((id) => id !== creditId);
    const proposal = await desk.proposed(again);
    expect(said(await desk.approve(proposal))).toContain("is your own doing");
    expect((await desk.approve(proposal, {}, other)).errors).toEqual([]);
  });

  test("where a touch was recorded: who did so does not approve what its partner has of the lead", async () => {
    desk.at("2026-02-02T10:00:00.000Z");
    const programId = await desk.paying([bounty("SQL", "100.00")]);
    const leadId = await desk.accepted(desk.alpha, programId);
    const touch = { leadId, partnerId: partnerOf(desk.alpha), role: "SOURCED", channel: "EVENT" };
    const items = [{ ...touch, occurredAt: "2026-02-01T10:00:00.000Z" }];
    const told = "results { errors { message } }";
    const { results } = await desk.run(desk.controller, "recordTouchpoints", { items }, told);
    expect(results[0].errors).toEqual([]);
    await desk.move("qualifyLead", leadId, MET);
    const proposal = await desk.proposed([await first(leadId)]);
    expect(said(await desk.approve(proposal))).toContain("is your own doing");
    expect((await desk.approve(proposal, {}, other)).errors).toEqual([]);
  });

  test("where a lead was assessed: who saved what they found does not approve what it earned", async () => {
    const programId = await desk.paying([bounty("SQL", "100.00")]);
    const leadId = await desk.accepted(desk.alpha, programId);
    const found = [{ criterionKey: "need", state: "MET", note: "They said so" }];
    const { criteriaVersionId } = MET;
    await done(
      desk.leader,
      "assessLead",
      { leadId, criteriaVersionId, answers: found },
      "lead { id }",
    );
    await desk.move("qualifyLead", leadId, MET);
    const proposal = await desk.proposed(await desk.creditsOf(leadId), desk.finance);
    expect(said(await desk.approve(proposal, {}, desk.leader))).toContain("is your own doing");
    expect((await desk.approve(proposal, {}, other)).errors).toEqual([]);
  });

  test("where credit is held: who worked for its partner does not let it go, in the database neither", async () => {
    desk.at("2026-02-02T10:00:00.000Z");
    const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "100.00")]));
    const { creditHold } = await desk.hold({ creditId: await first(leadId) });
    const of = { creditHoldId: creditHold.id };
    const asked = { ...of, reason: "A mistake" };
    await done(desk.finance, "requestHoldRelease", asked, "creditHold { id }");
    const go = { ...of, isReleased: true };
    // a login is of one side: nothing else keeps a partner's own people from it in the database
    const insider = desk.controller.actor.id ?? "";
    await expect(
      desk.world.asOwner(
        `set local app.actor_id = '${insider}';
         alter table membership drop constraint membership_user_fkey;
         insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
         select '${randomUUID()}', user_id, '${uuidOf(partnerOf(desk.alpha))}', 'Carl', email, '{PARTNER_MEMBER}', now(), now()
         from membership where id = '${insider}';
         update hold_release set state = 'DECLINED', note = 'No', decided_by = '${insider}', decided_at = requested_at
         where hold_id = '${uuidOf(creditHold.id)}'`,
      ),
    ).rejects.toThrow(/does not decide over a hold of it/);
    const request = { id: "1", requestedAt: new Date(), isOwn: false };
    const standing = {
      isReleased: false,
      isByDispute: false,
      isByForm: false,
      request,
      placedAt: new Date(),
    };
    expect(whyNotReleased({ ...standing, isOfOwnPartner: true })?.message).toContain(
      "You worked for the partner",
    );
    expect(whyNotReleased({ ...standing, isOfOwnPartner: false })).toBeNull();
    await done(other, "decideHoldRelease", go, "creditHold { id }");
  });
});

describe("of a volume", () => {
  const accelerator = {
    ...{ kind: "RETROACTIVE", period: "MONTH" },
    brackets: [
      { fromLead: 1, multiplier: "1" },
      { fromLead: 3, multiplier: "1.2" },
    ],
  };
  const pacing = () => {
    desk.at("2026-02-02T10:00:00.000Z");
    return desk.paying([{ ...bounty("SQL", "100.00"), accelerator }]);
  };
  const threeOf = async (programId: string) => {
    const leads: LeadId[] = [];
    for (const minute of ["01", "02", "03"]) {
      desk.at(`2026-02-02T11:${minute}:00.000Z`);
      leads.push(await desk.sql(desk.alpha, programId));
    }
    return leads as [LeadId, LeadId, LeadId];
  };

  test("what is less waits with what is more of its month, and another month goes on", async () => {
    const programId = await pacing();
    const leads = await threeOf(programId);
    desk.at("2026-02-02T12:00:00.000Z");
    await takenBack(await first(leads[2]), ...INACCURATE);
    desk.at("2026-03-02T10:00:00.000Z");
    const march = await first(await desk.sql(desk.alpha, programId));
    const all = (await Promise.all(leads.map(desk.creditsOf))).flat();
    // of February: 100.00 twice, 40.00 more as the third came, 40.00 less as it went
    const less = all.at(-1) ?? "";

    expect(said(await proposing({ creditIds: [less, march] }))).toContain("is less than nothing");
    expect(said(await proposing({ creditIds: all.slice(0, 2) }))).toContain(
      "has less for its volume",
    );
    const early = { partnerId: partnerOf(desk.alpha), earnedUntil: "2026-02-02T11:30:00.000Z" };
    const shown = "approvalProposal { items(first: 50) { nodes { credit { id } } } }";
    const before = await desk.run(desk.finance, "proposeApproval", { all: early }, shown);
    expect(JSON.stringify(before)).not.toContain(await first(leads[0]));

    await desk.approved([march]);
    const { creditHold } = await desk.hold({ creditId: less });
    const waiting = async () =>
      (
        await desk.query(desk.finance, "{ creditsToApprove(first: 50) { nodes { id } } }")
      ).creditsToApprove.nodes.map(({ id }: Answer) => id);
    expect(await waiting()).not.toContain(await first(leads[0]));
    const held = await desk.run(desk.finance, "proposeApproval", { all: {} }, shown);
    expect(JSON.stringify(held)).not.toContain(await first(leads[0]));

    const of = { creditHoldId: creditHold.id };
    await done(desk.finance, "requestHoldRelease", { ...of, reason: "Seen" }, "creditHold { id }");
    await done(other, "decideHoldRelease", { ...of, isReleased: true }, "creditHold { id }");
    expect(await waiting()).toContain(await first(leads[0]));
    const { approvalProposal } = await proposing({ all: {} });
    expect((await desk.approve(approvalProposal)).errors).toEqual([]);
    expect(await desk.stands(...leads)).toBe("accrued 0, payable 20000, holdback 0");
  });

  test("what is approved stays so where another lead of it is undone and the others have what they had", async () => {
    const programId = await pacing();
    desk.at("2026-02-02T13:00:00.000Z");
    const one = await desk.sql(desk.alpha, programId);
    await desk.approved([await first(one)]);
    const two = await desk.sql(desk.alpha, programId);
    const undone = await desk.act(desk.leader, "undoMove", two, { reason: "Too early" });
    expect(undone.errors).toEqual([]);
    expect(await desk.stands(one)).toBe("accrued 0, payable 10000, holdback 0");
    expect(await desk.stands(two)).toBe("accrued 0, payable 0, holdback 0");

    // and is accrued again where they come to less: two at 100.00, and no more at 120.00
    const [a, b, c] = await threeOf(await pacing());
    const ids = [await first(a), await first(b)];
    await desk.approved(ids);
    expect((await desk.act(desk.leader, "undoMove", c, { reason: "Early" })).errors).toEqual([]);
    expect(await desk.stands(a, b, c)).toBe("accrued 20000, payable 0, holdback 0");
  });

  test("what a reported lead brought others waits as it does", async () => {
    const leads = await threeOf(await pacing());
    const [third = "", more = ""] = await desk.creditsOf(leads[2]);
    await takenBack(third, "FRAUD");
    expect(said(await proposing({ creditIds: [more] }))).toContain("is reported for fraud");
  });

  test("credits that go together are proposed whole up to as many as a proposal holds", () => {
    const credits = ["a", "a", "b", "b", "b"].map((together) => ({ together }));
    expect(wholeUpTo(credits, 5)).toEqual(credits);
    expect(wholeUpTo(credits, 4)).toEqual(credits.slice(0, 2));
    expect(wholeUpTo(credits, 2)).toEqual(credits.slice(0, 2));
  });
});

describe("what waits, and what goes on,", () => {
  test("are later months of what is reported, and what was merged with what is disputed", async () => {
    desk.at("2026-02-02T10:00:00.000Z");
    const programId = await desk.paying([{ ...percent("10"), recurringMonths: 3 }]);
    const leadId = await desk.sql(desk.alpha, programId);
    await won(leadId, "1000.00");
    const clock = () => new Date("2026-03-02T10:00:00.000Z");
    desk.at("2026-03-02T10:00:00.000Z");
    await earnMonths({ database: desk.world.database, newId, clock }, "test");
    const [month = "", later = ""] = await desk.creditsOf(leadId);
    await takenBack(month, "FRAUD");
    expect(said(await proposing({ creditIds: [later] }))).toContain("is reported for fraud");

    const [gone, survivor] = await merged((minutes) =>
      desk.at(new Date(Date.UTC(2026, 2, 2, 10, minutes)).toISOString()),
    );
    const disputed = { leadId: survivor, statement: "It was ours" };
    await done(desk.beta, "disputeAttribution", disputed, "attributionDispute { id }");
    expect(said(await proposing({ creditIds: [await ofItsOwn(gone)] }))).toContain(
      "a dispute is open",
    );
  });

  test("is a bounty that a correction of its deal leaves as it is", async () => {
    desk.at("2026-02-02T10:00:00.000Z");
    const programId = await desk.paying([percent("10")]);
    await desk.payingBeside(programId, [bounty("WON", "50.00")]);
    const leadId = await desk.sql(desk.alpha, programId);
    await won(leadId, "1000.00");
    await desk.approved(await desk.creditsOf(leadId));
    const change = { leadId, amount: usd("600.00"), reason: "As signed" };
    await done(desk.leader, "changeDeal", change, "lead { id }");
    expect(await desk.stands(leadId)).toBe("accrued 6000, payable 5000, holdback 0");
  });

  test("is a month of which nothing more is taken when the one before it is", async () => {
    desk.at("2026-02-01T10:00:00.000Z");
    const rules = [{ ...percent("1"), recurringMonths: 3 }];
    const programId = await desk.paying(rules);
    desk.at("2026-02-02T10:00:00.000Z");
    const clawbackSchedule = [
      { untilDay: 10, percent: "100" },
      { untilDay: 90, percent: "50" },
    ];
    await desk.nextVersion(programId, { rules, reversalDays: 90, clawbackSchedule });
    desk.at("2026-02-10T10:00:00.000Z");
    const leadId = await desk.sql(desk.alpha, programId);
    await won(leadId, "10000.00");
    desk.at("2026-03-10T10:00:00.000Z");
    const clock = () => new Date("2026-03-10T10:00:00.000Z");
    await earnMonths({ database: desk.world.database, newId, clock }, "test");
    const [month = "", later = ""] = await desk.creditsOf(leadId);
    desk.at("2026-04-05T10:00:00.000Z");
    await takenBack(later, ...INACCURATE);
    await desk.approved([month, later]);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 15000, holdback 0");
    await takenBack(month, ...INACCURATE);
    expect(await desk.stands(leadId)).toBe("accrued 5000, payable 5000, holdback 0");
  });
});

test("nothing comes to a proposal once it was shown, and no amount but its own is approved", async () => {
  desk.at("2026-02-02T10:00:00.000Z");
  const programId = await desk.paying([bounty("SQL", "100.00")]);
  const [one, two] = [await desk.sql(desk.alpha, programId), await desk.sql(desk.alpha, programId)];
  const open = await desk.proposed([await first(one)]);
  const add = (proposal: Answer) =>
    desk.world.asOwner(
      `insert into approval_item (proposal_id, partner_id, credit_id, amount_minor, currency)
       select $1, partner_id, id, share_minor, currency from credit where lead_id = $2`,
      [uuidOf(proposal["id"]), uuidOf(two)],
    );
  await expect(add(open)).rejects.toThrow(/nothing comes to it/);
  await expect(
    desk.world.asOwner(
      `set local app.actor_id = '${other.actor.id}';
       alter table approval_proposal disable trigger approval_proposal_guard;
       update approval_proposal set state = 'APPROVED', decided_by = '${other.actor.id}', decided_at = proposed_at
       where id = '${uuidOf(open["id"])}';
       insert into credit_approval (id, partner_id, credit_id, proposal_id, amount_minor, held_minor, posting_id, approved_at)
       select gen_random_uuid(), partner_id, credit_id, proposal_id, amount_minor + 1, 0, gen_random_uuid(), proposed_at
       from approval_item join approval_proposal on approval_proposal.id = proposal_id
       where proposal_id = '${uuidOf(open["id"])}'`,
    ),
  ).rejects.toThrow(/a credit is approved as it was shown/);
  expect((await desk.approve(open)).errors).toEqual([]);
  await expect(add(open)).rejects.toThrow(/nothing comes to it/);
});

test("The books hold what they promise after all of that", async () => {
  expect(await desk.broken()).toEqual([]);
});
