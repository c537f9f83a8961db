import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { vestCredit } from "../../src/approval/index.ts";
import { earnMonths, releaseDeferred } from "../../src/incentives/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { bounty, percent } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

import { openApprovalDesk, PROPOSAL } from "./approval-desk.ts";
import type { ApprovalDesk } from "./approval-desk.ts";

let desk: ApprovalDesk;
beforeAll(async () => {
  desk = await openApprovalDesk();
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at("2026-02-02T10:00:00.000Z"));

const usd = (amount: string) => ({ amount, currency: "USD" });
const codes = (errors: readonly Answer[]) => errors.map(({ code }) => code);
const said = (errors: readonly Answer[]) => errors.map(({ message }) => message).join(" ");

/** An SQL of Alpha's, its one credit, and the program. */
async function earned(amount = "200.00"): Promise<[LeadId, string, string]> {
  const programId = await desk.paying([bounty("SQL", amount)]);
  const leadId = await desk.sql(desk.alpha, programId);
  const [creditId] = await desk.creditsOf(leadId);
  if (creditId === undefined) throw new Error("it earned");
  return [leadId, creditId, programId];
}

const shown = async (
  leadId: LeadId,
  selection = "state approvedAt payable { amount }",
  by = desk.alpha,
) => (await desk.credits(by, leadId, `kind ${selection}`)).find(({ kind }) => kind === "AWARD");

describe("credit", () => {
  test("is payable once another person has approved what was shown, and its partner reads since when", async () => {
    const [leadId, creditId] = await earned();
    expect(await shown(leadId)).toMatchObject({
      ...{ state: "ACCRUED", approvedAt: null, payable: { amount: "0.00" } },
    });
    const waiting = `{ creditsToApprove(first: 50) { nodes { id } } }`;
    const before = await desk.query(desk.controller, waiting);
    expect(before.creditsToApprove.nodes).toContainEqual({ id: creditId });

    const proposal = await desk.proposed([creditId]);
    expect(proposal).toMatchObject({ state: "OPEN", creditCount: 1, sums: [usd("200.00")] });
    desk.at("2026-02-03T10:00:00.000Z");
    const done = await desk.approve(proposal, { note: "Seen" });
    expect(done).toMatchObject({
      approvalProposal: { state: "APPROVED", note: "Seen", decidedAt: "2026-02-03T10:00:00.000Z" },
      errors: [],
    });

    expect(await desk.stands(leadId)).toBe("accrued 0, payable 20000, holdback 0");
    expect(await shown(leadId)).toMatchObject({
      state: "APPROVED",
      approvedAt: "2026-02-03T10:00:00.000Z",
      payable: { amount: "200.00" },
    });
    const after = await desk.query(desk.controller, waiting);
    expect(after.creditsToApprove.nodes).not.toContainEqual({ id: creditId });
    expect(codes((await desk.approve(proposal)).errors)).toEqual(["ALREADY_DONE"]);
  });

  test("is approved by nobody who proposed it, in the database neither, and by no hash but its own", async () => {
    const [leadId, creditId] = await earned();
    await desk.world.asOwner("update membership set roles = '{CONTROLLER,FINANCE}' where id = $1", [
      desk.finance.actor.id,
    ]);
    const proposal = await desk.proposed([creditId]);
    const own = await desk.approve(proposal, {}, desk.finance);
    expect(said(own.errors)).toContain("You proposed this");
    const other = await desk.approve({ ...proposal, selectionHash: "a".repeat(64) });
    expect(said(other.errors)).toContain("not the hash of what is proposed");
    expect(codes((await desk.approve({ ...proposal, selectionHash: null })).errors)).toEqual([
      "VALIDATION_FAILED",
    ]);
    await expect(
      desk.world.asOwner(
        `select set_config('app.actor_id', $1, true);
         update approval_proposal set state = 'APPROVED', decided_by = proposed_by, decided_at = proposed_at where id = '${uuidOf(proposal["id"])}'`.replace(
          "$1",
          `'${desk.finance.actor.id}'`,
        ),
      ),
    ).rejects.toThrow(/another person than who proposed it/);
    expect(await desk.stands(leadId)).toBe("accrued 20000, payable 0, holdback 0");
  });

  test("is not approved by who qualified the lead", async () => {
    const [, creditId] = await earned();
    const proposal = await desk.proposed([creditId]);
    const own = await desk.approve(proposal, {}, desk.manager);
    expect(said(own.errors)).toContain(`${creditId} is your own doing`);
  });

  test("that changed since it was shown is approved anew: nothing of the selection is, until then", async () => {
    const programId = await desk.paying([percent("10")]);
    const leads: LeadId[] = [];
    for (const amount of ["1000.00", "2000.00"]) {
      const leadId = await desk.sql(desk.alpha, programId);
      await desk.move("convertLead", leadId, { amount: usd(amount), closeOn: "2031-01-01" });
      await desk.move("winLead", leadId, { amount: usd(amount), closedOn: "2026-02-01" });
      leads.push(leadId);
    }
    const [one, two] = leads as [LeadId, LeadId];
    const creditIds = [...(await desk.creditsOf(one)), ...(await desk.creditsOf(two))];
    const stale = await desk.proposed(creditIds);
    expect(stale).toMatchObject({ creditCount: 2, sums: [usd("300.00")] });
    const change = { leadId: two, amount: usd("1500.00"), reason: "As signed" };
    expect((await desk.run(desk.leader, "changeDeal", change, "lead { id }")).errors).toEqual([]);
    const refused = await desk.approve(stale);
    expect(said(refused.errors)).toContain(`${creditIds[1]} is not what was shown any more`);
    expect(await desk.stands(one, two)).toBe("accrued 25000, payable 0, holdback 0");

    await desk.approved(creditIds);
    expect(await desk.stands(one, two)).toBe("accrued 0, payable 25000, holdback 0");
  });

  test("of a deal that changes is accrued again, as it is by then, and is taken back from where it stands", async () => {
    const programId = await desk.paying([percent("10")]);
    const leadId = await desk.sql(desk.alpha, programId);
    await desk.move("convertLead", leadId, { amount: usd("1000.00"), closeOn: "2031-01-01" });
    await desk.move("winLead", leadId, { amount: usd("1000.00"), closedOn: "2026-02-01" });
    const [creditId] = (await desk.creditsOf(leadId)) as [string];
    await desk.approved([creditId]);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 10000, holdback 0");

    const change = { leadId, amount: usd("600.00"), reason: "As signed" };
    expect((await desk.run(desk.leader, "changeDeal", change, "lead { id }")).errors).toEqual([]);
    expect(await desk.stands(leadId)).toBe("accrued 6000, payable 0, holdback 0");
    expect(await desk.credits(desk.alpha, leadId, "kind state payable { amount }")).toEqual([
      { kind: "AWARD", state: "ACCRUED", payable: { amount: "0.00" } },
      { kind: "ADJUST", state: "ACCRUED", payable: null },
    ]);
    await desk.approved([creditId]);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 6000, holdback 0");

    const why = { creditId, reason: "WON_CANCELLED", evidence: "Their letter" };
    expect((await desk.run(desk.finance, "reverseCredit", why, "reversal { id }")).errors).toEqual(
      [],
    );
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 0, holdback 0");
    expect(await shown(leadId)).toMatchObject({ state: "REVERSED", payable: { amount: "0.00" } });
    const again = await desk.run(
      desk.finance,
      "proposeApproval",
      { creditIds: [creditId] },
      PROPOSAL,
    );
    expect(said(again.errors)).toContain(`${creditId} was taken back`);
  });

  test("is not undone with its move once it is approved", async () => {
    const [leadId, creditId] = await earned();
    await desk.approved([creditId]);
    const undone = await desk.act(desk.leader, "undoMove", leadId, { reason: "Too early" });
    expect(said(undone.errors)).toContain("its credit is approved");
  });

  test("is held back as its version says, and payable as it vests, once each", async () => {
    const rules = [bounty("SQL", "33.33")];
    const programId = await desk.paying(rules);
    desk.at("2026-02-02T11:00:00.000Z");
    const holdback = { percent: "20", instalments: 4, every: 3 };
    await desk.nextVersion(programId, { rules, holdback });
    desk.at("2026-02-02T12:00:00.000Z");
    const leadId = await desk.sql(desk.alpha, programId);
    const [creditId] = (await desk.creditsOf(leadId)) as [string];
    await desk.approved([creditId]);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 2666, holdback 667");

    const vestAt = (time: string) => {
      desk.at(time);
      const deps = { database: desk.world.database, newId, clock: () => new Date(time) };
      return vestCredit(deps, "test");
    };
    expect(await vestAt("2026-05-01T21:00:00.000Z")).toBe(0);
    // in Berlin the second of May
    expect(await Promise.all([1, 2].map(() => vestAt("2026-05-01T22:30:00.000Z")))).toContain(1);
    expect(await vestAt("2026-05-01T22:30:00.000Z")).toBe(0);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 2833, holdback 500");
    expect(await shown(leadId)).toMatchObject({ payable: { amount: "28.33" } });
    // two of them at once after a time without a server
    expect(await vestAt("2026-11-30T10:00:00.000Z")).toBe(1);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 3166, holdback 167");

    const why = { creditId, reason: "ENTERED_IN_ERROR", evidence: "A slip" };
    const late = await desk.run(desk.finance, "reverseCredit", why, "reversal { id }");
    expect(late.errors).not.toEqual([]);
    const fraud = { creditId, reason: "FRAUD", evidence: "A letter" };
    const { reversal } = await desk.run(desk.finance, "reverseCredit", fraud, "reversal { id }");
    const confirmed = { reversalId: reversal.id, decision: "CONFIRM" };
    expect(
      (await desk.run(desk.controller, "decideReversal", confirmed, "reversal { id }")).errors,
    ).toEqual([]);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 0, holdback 0");
  });

  test("less of a partner's volume is approved with the more, and all of it is accrued again when the volume changes", async () => {
    const accelerator = {
      ...{ kind: "RETROACTIVE", period: "MONTH" },
      brackets: [
        { fromLead: 1, multiplier: "1" },
        { fromLead: 3, multiplier: "1.2" },
      ],
    };
    const programId = await desk.paying([{ ...bounty("SQL", "100.00"), accelerator }]);
    const leads: LeadId[] = [];
    for (const minute of ["01", "02", "03"]) {
      desk.at(`2026-02-02T11:${minute}:00.000Z`);
      leads.push(await desk.sql(desk.alpha, programId));
    }
    const all = async () => (await Promise.all(leads.map(desk.creditsOf))).flat();
    await desk.approved(await all());
    expect(await desk.stands(...leads)).toBe("accrued 0, payable 36000, holdback 0");

    desk.at("2026-02-02T12:00:00.000Z");
    const [creditId] = (await desk.creditsOf(leads[2] as LeadId)) as [string];
    const why = { reason: "INACCURATE_DATA", evidence: "A fax", trueOn: "2026-02-01" };
    const { errors } = await desk.run(
      ...([desk.finance, "reverseCredit", { creditId, ...why }, "reversal { id }"] as const),
    );
    expect(errors).toEqual([]);
    // two leads at 100.00, which were credited 100.00 each, 40.00 more, and 40.00 less since
    expect(await desk.stands(...leads)).toBe("accrued 20000, payable 0, holdback 0");
    const first = await desk.creditsOf(leads[0] as LeadId);
    const refused = await desk.run(
      ...([desk.finance, "proposeApproval", { creditIds: first }, PROPOSAL] as const),
    );
    expect(said(refused.errors)).toContain("what its partner has less for its volume");

    const { approvalProposal } = await desk.run(
      ...([desk.finance, "proposeApproval", { all: {} }, PROPOSAL] as const),
    );
    expect((await desk.approve(approvalProposal)).errors).toEqual([]);
    expect(await desk.stands(...leads)).toBe("accrued 0, payable 20000, holdback 0");
  });

  test("of later months goes with the month before, also where both are approved", async () => {
    const programId = await desk.paying([{ ...percent("10"), recurringMonths: 3 }]);
    const leadId = await desk.sql(desk.alpha, programId);
    await desk.move("convertLead", leadId, { amount: usd("1000.00"), closeOn: "2031-01-01" });
    await desk.move("winLead", leadId, { amount: usd("1000.00"), closedOn: "2026-02-01" });
    const time = "2026-03-02T10:00:00.000Z";
    desk.at(time);
    const clock = () => new Date(time);
    expect(await earnMonths({ database: desk.world.database, newId, clock }, "test")).toBe(1);
    const creditIds = await desk.creditsOf(leadId);
    expect(creditIds).toHaveLength(2);
    await desk.approved(creditIds);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 20000, holdback 0");
    const why = { creditId: creditIds[0], reason: "WON_CANCELLED", evidence: "Their letter" };
    const { errors } = await desk.run(desk.finance, "reverseCredit", why, "reversal { id }");
    expect(errors).toEqual([]);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 0, holdback 0");
  });

  test("to which a part comes that had waited is accrued again with it, and approved as a whole", async () => {
    const cap = { amount: usd("250.00"), window: "MONTH", onExcess: "DEFER", deferWindows: 2 };
    const programId = await desk.paying([bounty("SQL", "200.00")], { partnerCap: cap });
    await desk.sql(desk.alpha, programId);
    const leadId = await desk.sql(desk.alpha, programId);
    const [creditId] = (await desk.creditsOf(leadId)) as [string];
    await desk.approved([creditId]);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 5000, holdback 0");
    const time = "2026-03-01T10:00:00.000Z";
    desk.at(time);
    const clock = () => new Date(time);
    expect(await releaseDeferred({ database: desk.world.database, newId, clock }, "test")).toBe(1);
    expect(await desk.stands(leadId)).toBe("accrued 20000, payable 0, holdback 0");
    await desk.approved([creditId]);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 20000, holdback 0");
  });

  test("goes to others where a dispute is upheld, and waits to be approved as theirs", async () => {
    const [leadId, creditId] = await earned();
    await desk.approved([creditId]);
    const opened = await desk.run(
      ...([
        desk.alpha,
        "disputeAttribution",
        { leadId, statement: "Beta helped" },
        "attributionDispute { id }",
      ] as const),
    );
    const shares = [desk.alpha, desk.beta].map(({ actor }) => ({
      ...{ partnerId: actor.partnerId, sharePpm: 500_000 },
    }));
    const upheld = {
      attributionDisputeId: opened.attributionDispute.id,
      outcome: "UPHELD",
      shares,
    };
    const decided = await desk.run(
      ...([
        desk.sales,
        "decideAttributionDispute",
        { ...upheld, answer: "It did" },
        "attributionDispute { state }",
      ] as const),
    );
    expect(decided).toEqual({ attributionDispute: { state: "UPHELD" }, errors: [] });
    expect(await desk.owed(leadId)).toEqual(["Alpha 10000", "Beta 10000"]);
    expect(await desk.stands(leadId)).toBe("accrued 20000, payable 0, holdback 0");
  });
});

describe("what is proposed", () => {
  test("is what there is: each credit once, none that is approved, unknown or only a change", async () => {
    const [, creditId] = await earned();
    const propose = (creditIds: readonly string[]) =>
      desk.run(desk.finance, "proposeApproval", { creditIds }, PROPOSAL);
    expect(said((await propose([creditId, creditId])).errors)).toContain("is named twice");
    expect(said((await propose([])).errors)).toContain("is empty");
    const unknown = newId("crd");
    const [error] = (await propose([creditId, unknown])).errors;
    expect(error).toMatchObject({ code: "NOT_FOUND", path: ["creditIds", "1"] });
    const tooMany = await propose(Array.from({ length: 501 }, () => newId("crd")));
    expect(said(tooMany.errors)).toContain("may hold 500, got 501");
    await desk.approved([creditId]);
    expect(said((await propose([creditId])).errors)).toContain(`${creditId} is approved already`);
  });

  test("expires after fourteen days, and is declined with a reason", async () => {
    const [leadId, creditId] = await earned();
    const proposal = await desk.proposed([creditId]);
    desk.at("2026-02-16T10:00:00.000Z");
    expect(said((await desk.approve(proposal)).errors)).toContain("expired after 14 days");
    const unsaid = await desk.approve(proposal, { isApproved: false });
    expect(said(unsaid.errors)).toContain("say why it is declined");
    const declined = await desk.approve(proposal, { isApproved: false, note: "Too old" });
    expect(declined.approvalProposal).toMatchObject({ state: "DECLINED", note: "Too old" });
    expect(await desk.stands(leadId)).toBe("accrued 20000, payable 0, holdback 0");
  });

  test("by two at once is approved once", async () => {
    const [leadId, creditId] = await earned();
    const [one, two] = [await desk.proposed([creditId]), await desk.proposed([creditId])];
    const both = await Promise.all([desk.approve(one), desk.approve(two)]);
    expect(both.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 20000, holdback 0");
    // and the same one by two
    const [, other] = await earned();
    const proposal = await desk.proposed([other]);
    const twice = await Promise.all([desk.approve(proposal), desk.approve(proposal)]);
    expect(twice.flatMap(({ errors }) => codes(errors))).toEqual(["ALREADY_DONE"]);
  });

  test("and taken back at once is one of both, never payable and gone", async () => {
    for (let n = 0; n < 4; n += 1) {
      const [leadId, creditId] = await earned();
      const proposal = await desk.proposed([creditId]);
      const why = { creditId, reason: "INACCURATE_DATA", evidence: "A fax", trueOn: "2026-02-01" };
      const [approved, reversed] = await Promise.all([
        desk.approve(proposal),
        desk.run(desk.finance, "reverseCredit", why, "reversal { id }"),
      ]);
      expect(reversed.errors).toEqual([]);
      expect(approved.errors.length).toBeLessThanOrEqual(1);
      expect(await desk.stands(leadId)).toBe("accrued 0, payable 0, holdback 0");
    }
  });
});

describe("a hold", () => {
  const release = { reason: "It was a mistake" };
  beforeEach(() => desk.at("2026-03-02T10:00:00.000Z"));

  test("keeps a credit from being approved until one person asks and another lets it go", async () => {
    const [leadId, creditId] = await earned();
    const proposal = await desk.proposed([creditId]);
    const { creditHold } = await desk.hold({ creditId, kind: "FRAUD", evidence: "A letter" });
    expect(creditHold).toMatchObject({ kind: "FRAUD", told: "REVIEW", releasedAt: null });
    const held = await desk.approve(proposal);
    expect(said(held.errors)).toContain(`${creditId} is held`);
    const again = await desk.run(
      ...([desk.finance, "proposeApproval", { creditIds: [creditId] }, PROPOSAL] as const),
    );
    expect(said(again.errors)).toContain(`${creditId} is held`);

    const of = { creditHoldId: creditHold.id };
    const shownHold = "creditHold { id releasedAt releases { state reason note } }";
    const unasked = { ...of, isReleased: true };
    const early = await desk.run(desk.controller, "decideHoldRelease", unasked, shownHold);
    expect(said(early.errors)).toContain("Nobody has asked");
    const asked = await desk.run(
      ...([desk.finance, "requestHoldRelease", { ...of, ...release }, shownHold] as const),
    );
    expect(asked.creditHold.releases).toEqual([
      { state: "WAITING", reason: "It was a mistake", note: null },
    ]);
    const own = await desk.run(desk.finance, "decideHoldRelease", unasked, shownHold);
    expect(said(own.errors)).toContain("You asked to let it go");
    const no = { ...of, isReleased: false, note: "Not yet" };
    expect((await desk.run(desk.controller, "decideHoldRelease", no, shownHold)).errors).toEqual(
      [],
    );
    expect(said((await desk.approve(proposal)).errors)).toContain("is held");
    await desk.run(desk.finance, "requestHoldRelease", { ...of, ...release }, shownHold);
    const both = await Promise.all(
      [1, 2].map(() => desk.run(desk.controller, "decideHoldRelease", unasked, shownHold)),
    );
    expect(both.flatMap(({ errors }) => codes(errors))).toEqual(["ALREADY_DONE"]);

    expect((await desk.approve(proposal)).errors).toEqual([]);
    expect(await desk.stands(leadId)).toBe("accrued 0, payable 20000, holdback 0");
  });

  test("of all of a partner holds what it earns later too, and tells it no more than it may know", async () => {
    const [leadId, creditId, programId] = await earned();
    const { creditHold } = await desk.hold({
      ...{ partnerId: desk.alpha.actor.partnerId, kind: "SANCTIONS", reason: "A list has it" },
    });
    const later = await desk.sql(desk.alpha, programId);
    for (const id of [creditId, ...(await desk.creditsOf(later))]) {
      const refused = await desk.run(
        ...([desk.finance, "proposeApproval", { creditIds: [id] }, PROPOSAL] as const),
      );
      expect(said(refused.errors)).toContain("is held");
    }
    expect(await shown(leadId, "state holds { told releasedAt credit { id } }")).toMatchObject({
      state: "ACCRUED",
      holds: [{ told: "REVIEW", releasedAt: null, credit: null }],
    });
    const hidden = `{ creditHolds(first: 5, filter: { isActive: true }) { nodes { told kind reason } } }`;
    const { data, errors } = await desk.api.run(desk.alpha, hidden);
    expect(JSON.stringify(data)).not.toContain("SANCTIONS");
    expect(new Set(errors?.map(({ extensions }) => extensions["code"]))).toEqual(
      new Set(["FORBIDDEN"]),
    );
    expect(
      (await desk.query(desk.beta, "{ creditHolds(first: 5) { nodes { id } } }")).creditHolds.nodes,
    ).toEqual([]);
    const of = { creditHoldId: creditHold.id };
    await desk.run(desk.finance, "requestHoldRelease", { ...of, ...release }, "creditHold { id }");
    const let_go = { ...of, isReleased: true };
    await desk.run(desk.controller, "decideHoldRelease", let_go, "creditHold { id }");
    await desk.approved([creditId]);
  });

  test("that is being placed keeps the approval waiting, which finds it then", async () => {
    const [leadId, creditId] = await earned();
    const proposal = await desk.proposed([creditId]);
    const placing = new pg.Client(desk.world.ownerUrl);
    await placing.connect();
    await placing.query(`begin; set local app.actor_id = '${desk.finance.actor.id}'`);
    await placing.query(
      `insert into credit_hold (id, partner_id, credit_id, kind, told, reason, placed_by, placed_at)
       select $1, partner_id, id, 'MANUAL', 'REVIEW', 'A look', $3, '2026-03-02' from credit where id = $2`,
      [uuidOf(newId("hld")), uuidOf(creditId as `crd_${string}`), desk.finance.actor.id],
    );
    const approving = desk.approve(proposal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await placing.query("commit");
    await placing.end();
    expect(said((await approving).errors)).toContain(`${creditId} is held`);
    expect(await desk.stands(leadId)).toBe("accrued 20000, payable 0, holdback 0");
  });

  test("is of a credit that counts, or of a partner that earns", async () => {
    const [, creditId] = await earned();
    expect(codes((await desk.hold({ creditId: newId("crd") })).errors)).toEqual(["NOT_FOUND"]);
    expect(codes((await desk.hold({ partnerId: newId("prt") })).errors)).toEqual(["NOT_FOUND"]);
    expect(codes((await desk.hold({})).errors)).toContain("VALIDATION_FAILED");
    const why = { creditId, reason: "INACCURATE_DATA", evidence: "A fax", trueOn: "2026-02-01" };
    await desk.run(desk.finance, "reverseCredit", why, "reversal { id }");
    expect(said((await desk.hold({ creditId })).errors)).toContain("nothing to hold");
  });

  test("stands where a partner is suspended, a fraud is reported, or its lead is disputed", async () => {
    const [leadId, creditId] = await earned();
    const propose = async () =>
      said(
        (
          await desk.run(
            ...([desk.finance, "proposeApproval", { creditIds: [creditId] }, PROPOSAL] as const),
          )
        ).errors,
      );
    await desk.world.asOwner("update partner set state = 'SUSPENDED' where id = $1", [
      uuidOf(desk.alpha.actor.partnerId ?? newId("prt")),
    ]);
    expect(await propose()).toContain("is of a partner that is suspended");
    await desk.world.asOwner("update partner set state = 'ACTIVE' where id = $1", [
      uuidOf(desk.alpha.actor.partnerId ?? newId("prt")),
    ]);
    const disputed = { leadId, statement: "It was ours" };
    const opened = await desk.run(
      ...([desk.alpha, "disputeAttribution", disputed, "attributionDispute { id }"] as const),
    );
    expect(opened.errors).toEqual([]);
    expect(await propose()).toContain("a dispute is open");
    const answered = { outcome: "REJECTED", answer: "It was not" };
    const of = { attributionDisputeId: opened.attributionDispute.id };
    await desk.run(
      ...([
        desk.sales,
        "decideAttributionDispute",
        { ...of, ...answered },
        "attributionDispute { id }",
      ] as const),
    );
    const fraud = { creditId, reason: "FRAUD", evidence: "A letter" };
    await desk.run(desk.finance, "reverseCredit", fraud, "reversal { id }");
    expect(await propose()).toContain("reported for fraud");
  });
});

test("The books hold what they promise after all of that", async () => {
  expect(await desk.broken()).toEqual([]);
});
