import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { databaseFailure, sql } from "../../src/platform/database/index.ts";
import type { Session, Sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { openTouchedDesk, partnerOf } from "../attribution/touched-desk.ts";
import type { TouchedDesk } from "../attribution/touched-desk.ts";
import type { Answer } from "../support/api.ts";
import { addSalesRep } from "../support/people.ts";

let desk: TouchedDesk;
let marketing: Caller;
beforeAll(async () => {
  desk = await openTouchedDesk();
  marketing = await addSalesRep(desk.world, "Mia Market");
});
afterAll(() => desk.world.close());

type Part = readonly [Caller, number];
const partsOf = (parts: readonly Part[]) =>
  parts.map(([of, sharePpm]) => ({ partnerId: partnerOf(of), sharePpm }));
const codes = ({ errors }: Answer): string[] => errors.map(({ code }: { code: string }) => code);

const propose = (leadId: LeadId, parts: readonly Part[], by = marketing) =>
  desk.run(
    by,
    "proposeAttribution",
    { leadId, shares: partsOf(parts), reason: "As both say" },
    "attributionProposal { id state shares { sharePpm } }",
  );
const decide = (attributionProposalId: string, isApproved: boolean, by = desk.manager) =>
  desk.run(
    by,
    "decideAttributionProposal",
    { attributionProposalId, isApproved },
    "attributionProposal { id state decidedBy { displayName } }",
  );

const dispute = (by: Caller, of: object) =>
  desk.run(
    by,
    "disputeAttribution",
    { ...of, statement: "We brought it" },
    "attributionDispute { id state dueAt lead { id } }",
  );
const decideDispute = (
  attributionDisputeId: string,
  parts: readonly Part[] | null,
  by = desk.manager,
) =>
  desk.run(
    by,
    "decideAttributionDispute",
    {
      attributionDisputeId,
      outcome: parts === null ? "REJECTED" : "UPHELD",
      answer: "So it was at the fair",
      shares: parts && partsOf(parts),
    },
    "attributionDispute { id state answer }",
  );

async function settled(): Promise<LeadId> {
  await desk.inForce("LINEAR");
  const leadId = await desk.registered();
  await desk.qualified(leadId);
  desk.onDay(8);
  return leadId;
}

describe("A settlement by hand", () => {
  test("counts once another person approves it: 70 and 30 % of 200.00", async () => {
    const leadId = await settled();
    await desk.record(leadId, { of: desk.gamma, on: 2 });
    const made = await propose(leadId, [
      [desk.alpha, 700_000],
      [desk.beta, 300_000],
    ]);
    expect(made).toMatchObject({ errors: [], attributionProposal: { state: "OPEN" } });
    expect(await desk.earned(leadId)).toEqual({ Alpha: 20_000 });

    const decided = await decide(made.attributionProposal.id, true);
    expect(decided).toMatchObject({
      errors: [],
      attributionProposal: { state: "APPROVED", decidedBy: { displayName: "Max Lang" } },
    });
    expect(await desk.earned(leadId)).toEqual({ Alpha: 14_000, Beta: 6_000 });
    expect(await desk.books(leadId)).toEqual({
      SOURCED: { Alpha: 700_000, Beta: 300_000 },
      INFLUENCED: { Gamma: 1_000_000 },
    });
    const selection = "attribution { othersPpm shares { sharePpm model } }";
    expect((await desk.lead(desk.alpha, leadId, selection)).attribution).toEqual({
      othersPpm: 300_000,
      shares: [{ sharePpm: 700_000, model: "CUSTOM" }],
    });
  });

  test("is not approved by who proposed it, nor twice; one of a lead is open at a time", async () => {
    const leadId = await settled();
    const made = await propose(leadId, [[desk.beta, 1_000_000]]);
    const { id } = made.attributionProposal;

    expect(codes(await propose(leadId, [[desk.gamma, 1_000_000]], desk.sales))).toEqual([
      "BUSINESS_RULE",
    ]);
    expect(codes(await decide(id, true, marketing))).toEqual(["BUSINESS_RULE"]);
    expect(await desk.earned(leadId)).toEqual({ Alpha: 20_000 });
    expect(codes(await decide(id, false))).toEqual([]);
    expect(codes(await decide(id, true))).toEqual(["ALREADY_DONE"]);
    expect(await desk.earned(leadId)).toEqual({ Alpha: 20_000 });
  });

  test("by two who decide at once is decided once", async () => {
    const leadId = await settled();
    const made = await propose(leadId, [[desk.beta, 1_000_000]]);
    const { id } = made.attributionProposal;
    const both = await Promise.all([decide(id, true), decide(id, true, desk.sales)]);

    expect(both.flatMap(codes)).toEqual(["ALREADY_DONE"]);
    expect(await desk.earned(leadId)).toEqual({ Beta: 20_000 });
  });

  test("names each partner once, with something, a million in all, and who has a part by a decision", async () => {
    const leadId = await settled();
    const refused = async (...parts: readonly Part[]) => codes(await propose(leadId, parts));

    expect(await refused([desk.alpha, 999_999])).toEqual(["BUSINESS_RULE"]);
    expect(await refused([desk.alpha, 500_000], [desk.alpha, 500_000])).toEqual(["BUSINESS_RULE"]);
    expect(await refused([desk.alpha, 1_000_000], [desk.beta, 0])).toEqual(["BUSINESS_RULE"]);
    const nobody = { ...desk.beta, actor: { ...desk.beta.actor, partnerId: newId("prt") } };
    expect(await refused([nobody, 1_000_000])).toEqual(["NOT_FOUND"]);
    await desk.world.asOwner(
      `insert into shared_prospect (partner_id, lead_id, group_id, weight_ppm, role)
       select partner_id, id, gen_random_uuid(), 1000000, 'SOURCED' from lead where id = $1`,
      [uuidOf(leadId)],
    );
    expect(await refused([desk.beta, 1_000_000])).toEqual(["BUSINESS_RULE"]);
    expect(await refused([desk.beta, 400_000], [desk.alpha, 600_000])).toEqual([]);
    await desk.world.asOwner("delete from shared_prospect where lead_id = $1", [uuidOf(leadId)]);
  });

  test("comes too late once the lead is locked", async () => {
    const leadId = await settled();
    const made = await propose(leadId, [[desk.beta, 1_000_000]]);
    desk.onDay(30);

    expect(codes(await decide(made.attributionProposal.id, true))).toEqual(["BUSINESS_RULE"]);
    expect(codes(await decide(made.attributionProposal.id, false))).toEqual([]);
    expect(codes(await propose(leadId, [[desk.beta, 1_000_000]]))).toEqual(["BUSINESS_RULE"]);
    expect(await desk.earned(leadId)).toEqual({ Alpha: 20_000 });
  });
});

describe("After the lock", () => {
  test("a dispute that is upheld gives the lead to others, and their credit by reversal", async () => {
    const leadId = await settled();
    desk.onDay(40);
    const opened = await dispute(desk.alpha, { leadId });
    expect(opened).toMatchObject({
      errors: [],
      attributionDispute: { state: "OPEN", lead: { id: leadId }, dueAt: desk.day(54) },
    });
    const { id } = opened.attributionDispute;
    expect(codes(await dispute(desk.alpha, { leadId }))).toEqual(["ALREADY_DONE"]);
    // sales qualified it
    expect(codes(await decideDispute(id, [[desk.beta, 1_000_000]], desk.sales))).toEqual([
      "BUSINESS_RULE",
    ]);
    expect(codes(await decideDispute(id, [[desk.beta, 999_999]]))).toEqual(["BUSINESS_RULE"]);
    expect(codes(await decideDispute(id, []))).toEqual(["VALIDATION_FAILED"]);
    expect(await desk.earned(leadId)).toEqual({ Alpha: 20_000 });

    const parts: readonly Part[] = [
      [desk.beta, 666_667],
      [desk.alpha, 333_333],
    ];
    expect(codes(await decideDispute(id, parts))).toEqual([]);
    // 133.3334 and 66.6666: the cents are 13,333 and 6,667 by largest remainder
    expect(await desk.earned(leadId)).toEqual({ Alpha: 6_667, Beta: 13_333 });
    expect(codes(await decideDispute(id, null))).toEqual(["ALREADY_DONE"]);
    const selection =
      "attribution { othersPpm } attributionDisputes(first: 5) { nodes { state answer } }";
    expect(await desk.lead(desk.alpha, leadId, selection)).toEqual({
      attribution: { othersPpm: 666_667 },
      attributionDisputes: { nodes: [{ state: "UPHELD", answer: "So it was at the fair" }] },
    });
  });

  test("one that is rejected changes nothing, and says why", async () => {
    const leadId = await settled();
    const { attributionDispute } = await dispute(desk.alpha, { leadId });
    const { id } = attributionDispute;
    expect(codes(await decideDispute(id, null))).toEqual([]);

    expect(await desk.earned(leadId)).toEqual({ Alpha: 20_000 });
    const query = `query { attributionDisputes(state: REJECTED, last: 1) { nodes { id answer } } }`;
    const { data } = await desk.api.run(desk.alpha, query, {});
    expect(JSON.parse(JSON.stringify(data?.attributionDisputes.nodes))).toEqual([
      { id, answer: "So it was at the fair" },
    ]);
  });

  test("of another's lead a partner disputes its credit, and learns nothing of the lead", async () => {
    const leadId = await settled();
    await desk.record(leadId, { of: desk.beta, on: 2 });
    await desk.run(marketing, "settleAttribution", { leadId, reason: "Late" }, "lead { id }");
    const [credit] = await desk.world.asOwner<{ id: string }>(
      "select id from credit where lead_id = $1 and partner_id = $2",
      [uuidOf(leadId), uuidOf(partnerOf(desk.beta))],
    );
    const creditId = idOf("crd", credit?.id ?? "");

    expect(codes(await dispute(desk.gamma, { creditId }))).toEqual(["NOT_FOUND"]);
    expect(codes(await dispute(desk.beta, { leadId }))).toEqual(["NOT_FOUND"]);
    expect(codes(await dispute(desk.beta, { leadId, creditId }))).toEqual(["VALIDATION_FAILED"]);
    const opened = await dispute(desk.beta, { creditId });
    expect(opened).toMatchObject({ errors: [], attributionDispute: { lead: null } });
    const query = `query { attributionDisputes(first: 100) { nodes { id } } }`;
    for (const by of [desk.alpha, desk.gamma]) {
      const { data } = await desk.api.run(by, query, {});
      const ids = data?.attributionDisputes.nodes.map((node: Answer) => node.id);
      expect(ids).not.toContain(opened.attributionDispute.id);
    }
    const selection = "attributionDisputes(first: 5) { nodes { id } }";
    expect(await desk.lead(desk.alpha, leadId, selection)).toEqual({
      attributionDisputes: { nodes: [] },
    });
    expect(codes(await decideDispute(opened.attributionDispute.id, null))).toEqual([]);
  });

  test("the vendor disputes as well, and another person decides", async () => {
    const leadId = await settled();
    const { attributionDispute } = await dispute(desk.manager, { leadId });
    const { id } = attributionDispute;

    expect(codes(await decideDispute(id, [[desk.beta, 1_000_000]]))).toEqual(["BUSINESS_RULE"]);
    expect(codes(await decideDispute(id, [[desk.beta, 1_000_000]], marketing))).toEqual([]);
    expect(await desk.earned(leadId)).toEqual({ Beta: 20_000 });
    // who settled it decides no dispute over it
    const again = await dispute(desk.alpha, { leadId });
    const refused = await decideDispute(again.attributionDispute.id, null, marketing);
    expect(codes(refused)).toEqual(["BUSINESS_RULE"]);
    expect(codes(await decideDispute(again.attributionDispute.id, null))).toEqual([]);
  });

  test("is not opened before anything is settled, nor half a year later", async () => {
    const unsettled = await desk.registered();
    expect(codes(await dispute(desk.alpha, { leadId: unsettled }))).toEqual(["BUSINESS_RULE"]);
    const leadId = await settled();
    desk.onDay(5 + 181);
    expect(codes(await dispute(desk.alpha, { leadId }))).toEqual(["BUSINESS_RULE"]);
    desk.onDay(5 + 180);
    expect(codes(await dispute(desk.alpha, { leadId }))).toEqual([]);
  });
});

describe("The database refuses", () => {
  const outcome = async (session: Session, statement: Sql): Promise<string> => {
    try {
      await desk.world.database.read(session, statement);
      return "done";
    } catch (error) {
      const failure = databaseFailure(error);
      if (!failure) throw error;
      return failure.constraint ?? failure.code;
    }
  };
  const settling = (leadId: LeadId, cause: string, by: Caller, at: string) => sql`
    insert into attribution_settlement (lead_id, settled_at, cause, reason, settled_by)
    values (${uuidOf(leadId)}::uuid, ${at}::timestamptz, ${cause}::text, 'Past the verbs', ${by.actor.id}::uuid)`;

  test("a settlement in another's name, without its shares, or after the lock", async () => {
    const leadId = await settled();
    const { session } = desk.manager;
    const shares = (at: string) =>
      desk.world.asOwner(
        `insert into attribution_share (lead_id, partner_id, book, role, model, share_ppm, touch_rank, settled_at, superseded_at)
         values ($1, $2, 'SOURCED', 'SOURCED', 'CUSTOM', 1000000, 1, $3, $3)`,
        [uuidOf(leadId), uuidOf(partnerOf(desk.gamma)), at],
      );

    expect(await outcome(session, settling(leadId, "SETTLED_ANEW", desk.sales, desk.day(8)))).toBe(
      "attribution_settlement_by_actor",
    );
    expect(
      await outcome(session, settling(leadId, "SETTLED_ANEW", desk.manager, desk.day(8))),
    ).toBe("attribution_settlement_adds_up");
    await shares(desk.day(40));
    expect(
      await outcome(session, settling(leadId, "SETTLED_ANEW", desk.manager, desk.day(40))),
    ).toBe("attribution_settlement_locked");
    expect(await outcome(session, settling(leadId, "DISPUTE", desk.manager, desk.day(40)))).toBe(
      "attribution_settlement_cause",
    );
    await shares(desk.day(7));
    expect(
      await outcome(session, settling(leadId, "SETTLED_ANEW", desk.manager, desk.day(7))),
    ).toBe("done");
    const changed = desk.world.asOwner("update attribution_settlement set reason = 'Other'");
    await expect(changed).rejects.toMatchObject({
      constraint: "attribution_settlement_append_only",
    });
  });

  test("a proposal that does not add up, or that its author approves; partners write none and see none", async () => {
    const leadId = await settled();
    const made = await propose(leadId, [[desk.beta, 1_000_000]]);
    const proposalId = sql`${uuidOf(made.attributionProposal.id)}::uuid`;
    const proposing = (ppms: readonly number[]) => sql`
      insert into attribution_proposal (id, lead_id, partner_ids, shares_ppm, reason, proposed_at, proposed_by)
      values (gen_random_uuid(), ${uuidOf(leadId)}::uuid, ${[uuidOf(partnerOf(desk.beta))]}::uuid[], ${ppms}::bigint[], 'x',
        ${desk.day(8)}::timestamptz, ${desk.manager.actor.id}::uuid)`;
    const approving = sql`
      update attribution_proposal
      set state = 'APPROVED', decided_at = ${desk.day(9)}::timestamptz, decided_by = ${marketing.actor.id}::uuid
      where id = ${proposalId}`;

    expect(await outcome(desk.manager.session, proposing([999_999]))).toBe(
      "attribution_proposal_adds_up",
    );
    expect(await outcome(marketing.session, approving)).toBe("attribution_proposal_two_persons");
    expect(await outcome(desk.manager.session, approving)).toBe("attribution_proposal_by_actor");
    expect(await outcome(desk.alpha.session, proposing([1_000_000]))).toBe("42501");
    expect(await outcome(desk.alpha.session, sql`select id from attribution_proposal`)).toBe(
      "42501",
    );
  });

  test("a partner's dispute over what it has no part in, or in another's name", async () => {
    const leadId = await settled();
    const disputing = (of: Caller, by: Caller) => sql`
      insert into attribution_dispute (id, partner_id, lead_id, statement, opened_at, opened_by, due_at)
      values (${uuidOf(newId("atd"))}::uuid, ${uuidOf(partnerOf(of))}::uuid, ${uuidOf(leadId)}::uuid, 'x', now(),
        ${by.actor.id}::uuid, now() + interval '1 day')`;

    expect(await outcome(desk.gamma.session, disputing(desk.gamma, desk.gamma))).toBe(
      "attribution_dispute_of_own",
    );
    expect(await outcome(desk.alpha.session, disputing(desk.alpha, desk.gamma))).toBe(
      "attribution_dispute_by_actor",
    );
    expect(await outcome(desk.alpha.session, disputing(desk.beta, desk.alpha))).toBe("42501");
    const deciding = sql`update attribution_dispute set state = 'UPHELD'`;
    expect(await outcome(desk.alpha.session, deciding)).toBe("42501");
  });

  test("a dispute that is decided by who opened it", async () => {
    const leadId = await settled();
    const said = { leadId, statement: "We found them" };
    const shown = "attributionDispute { id }";
    const opened = await desk.run(desk.manager, "disputeAttribution", said, shown);
    expect(codes(opened)).toEqual([]);
    const decidedBy = ({ actor }: Caller) => sql`
      update attribution_dispute
      set state = 'REJECTED', answer = 'No', decided_at = ${desk.day(40)}::timestamptz, decided_by = ${actor.id}::uuid
      where id = ${uuidOf(opened.attributionDispute.id)}::uuid`;

    expect(await outcome(desk.manager.session, decidedBy(desk.manager))).toBe(
      "attribution_dispute_two_persons",
    );
    expect(await outcome(desk.sales.session, decidedBy(desk.sales))).toBe("done");
  });
});

test("All promises are kept by it", async () => {
  const { jobs, auth } = desk.world.urls;
  const urls = { jobs, auth, owner: desk.world.ownerUrl };
  // what the tests wrote past the verbs stands for nothing
  for (const table of ["attribution_settlement", "attribution_share"])
    await desk.world.asOwner(`alter table ${table} disable trigger user`);
  await desk.world.asOwner("delete from attribution_settlement where reason = 'Past the verbs'");
  await desk.world.asOwner(
    "delete from attribution_share where model = 'CUSTOM' and superseded_at = settled_at",
  );
  const checked = await checkInvariants({ urls, isServed: false });
  expect(checked.filter(({ rows }) => rows !== 0 && rows !== null)).toEqual([]);
});
