import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { parseId, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { refuseClaimDecision } from "../../src/protection/domain/claim-decision.ts";
import { matchClaim } from "../../src/protection/index.ts";
import { addSalesRep } from "../support/people.ts";

import { openTimedDesk } from "./timed-desk.ts";
import type { TimedDesk } from "./timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let now = new Date("2026-02-02T10:00:00Z");

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
});
afterAll(() => desk.world.close());

const at = (time: string) => {
  now = new Date(time);
  desk.at(time);
};

/** The vendor claims a company, and the claim is compared with all leads. */
async function claim(name: string, domain: string, contactedAt: string | null = null) {
  const input = { company: { name, domain }, evidence: "Minutes", contactedAt };
  const made = await desk.run(desk.sales, "recordDirectClaim", input, "directClaim { id version }");
  expect(made.errors).toEqual([]);
  await matched(made.directClaim.id);
  return made.directClaim;
}

function claimIdOf(id: string) {
  const claimId = parseId("dcl", id);
  if (!claimId.ok) throw new Error(claimId.problem);
  return claimId.id;
}

async function matched(id: string) {
  const { database } = desk.world;
  await matchClaim({ database, newId, clock: () => now })({ claimId: claimIdOf(id) }, "job");
}

const CONFLICT =
  "id state version matchedOn decision { outcome rule leadClaimedAt claimCountsFrom evidence decidedByName } lead { id } directClaim { id }";
const conflictsOf = async (leadId: LeadId) =>
  (await desk.lead(desk.sales, leadId, `claimConflicts { nodes { ${CONFLICT} } }`)).claimConflicts
    .nodes;

const decide = (by: Caller, conflict: { id: string; version: number }, outcome: string) =>
  desk.run(
    by,
    "decideClaimConflict",
    {
      claimConflictId: conflict.id,
      expectedVersion: conflict.version,
      outcome,
      rule: "EARLIEST_CLAIM",
      evidence: "Call notes",
      note: "Ask Rosa",
      statement: "We were there before",
    },
    `claimConflict { ${CONFLICT} }`,
  );

describe("a lead that claims what the vendor claims from before", () => {
  test("is found by the likeness of names, and lost on record, where the vendor retains it", async () => {
    at("2026-02-02T10:00:00Z");
    const { id: directClaimId } = await claim("Norddeutsche Kesselbau GmbH", "kesselbau.example");
    at("2026-02-03T10:00:00Z");
    // no key in common: another way to write it, and no domain
    const leadId = await desk.register(alpha, "Kesselbau Norddeutsche", {
      domain: "anders.example",
      email: "anna.kesselbau@gmail.com",
      input: { company: { name: "Kesselbau Norddeutsche" } },
    });
    const [open] = await conflictsOf(leadId);
    expect(open).toMatchObject({
      state: "OPEN",
      matchedOn: ["COMPANY_NAME"],
      decision: null,
      lead: { id: leadId },
      directClaim: { id: directClaimId },
    });
    const before = await desk.lead(alpha, leadId, "stage version decision { outcome }");
    expect(before).toEqual({ stage: "SUBMITTED", version: 1, decision: null });
    const accepting = await desk.act(desk.sales, "acceptLead", leadId);
    expect(accepting.errors).toMatchObject([
      { code: "PROSPECT_PROTECTED", message: expect.stringContaining(directClaimId) },
    ]);

    const own = await decide(desk.sales, open, "VENDOR_RETAINS");
    expect(own.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    const stale = await decide(desk.manager, { ...open, version: 7 }, "VENDOR_RETAINS");
    expect(stale.errors).toMatchObject([{ code: "VERSION_CONFLICT" }]);
    const decided = await decide(desk.manager, open, "VENDOR_RETAINS");
    expect(decided).toMatchObject({
      claimConflict: {
        state: "DECIDED",
        version: 2,
        decision: {
          outcome: "VENDOR_RETAINS",
          rule: "EARLIEST_CLAIM",
          leadClaimedAt: "2026-02-03T10:00:00.000Z",
          claimCountsFrom: "2026-02-02T10:00:00.000Z",
          evidence: "Call notes",
          decidedByName: "Max Lang",
        },
      },
      errors: [],
    });
    // its partner is told what whoever loses any conflict is told
    const told = await desk.lead(
      alpha,
      leadId,
      "stage reasonCode decision { outcome rule statement sharePpm }",
    );
    expect(told).toEqual({
      stage: "REJECTED",
      reasonCode: "NOT_AVAILABLE",
      decision: {
        outcome: "NOT_AVAILABLE",
        rule: "EARLIEST_CLAIM",
        statement: "We were there before",
        sharePpm: null,
      },
    });
    const again = await decide(desk.manager, { ...open, version: 2 }, "LEAD_STANDS");
    expect(again.errors).toMatchObject([{ code: "ALREADY_DONE" }]);
    // and it may be appealed, as any decision against a partner
    const appealed = await desk.run(
      alpha,
      "appealDecision",
      { leadId, comment: "We had met them before" },
      "lead { id }",
    );
    expect(appealed.errors).toEqual([]);
  });

  test("is accepted where it was decided to stand; the claim stands against others still", async () => {
    at("2026-02-02T10:00:00Z");
    await claim("Gluehwerk", "gluehwerk.com");
    at("2026-02-03T10:00:00Z");
    const leadId = await desk.register(alpha, "Gluehwerk");
    const [open] = await conflictsOf(leadId);
    const stands = await decide(desk.sales, open, "LEAD_STANDS");
    expect(stands).toMatchObject({ claimConflict: { state: "DECIDED" }, errors: [] });
    expect(await desk.lead(alpha, leadId, "stage version")).toEqual({
      stage: "SUBMITTED",
      version: 1,
    });
    await desk.done(desk.sales, "acceptLead", leadId);
    await desk.done(desk.sales, "disqualifyLead", leadId, { reasonCode: "NO_NEED" });
    const later = await desk.register(await desk.partner("Beta"), "Gluehwerk");
    const refused = await desk.act(desk.sales, "acceptLead", later);
    expect(refused.errors).toMatchObject([{ code: "PROSPECT_PROTECTED" }]);
  });

  test("is not accepted where the vendor retained it and the lead is begun anew, by a key or a name alone", async () => {
    at("2026-02-02T10:00:00Z");
    await claim("Behalten", "behalten.com");
    await claim("Ostfriesische Deichbau GmbH", "deichbau.example");
    at("2026-02-03T10:00:00Z");
    const leads = [
      await desk.register(alpha, "Behalten"),
      await desk.register(alpha, "Deichbau", {
        email: "anna.deichbau@gmail.com",
        input: { company: { name: "Deichbau Ostfriesische" } },
      }),
    ];
    for (const leadId of leads) {
      const [open] = await conflictsOf(leadId);
      expect((await decide(desk.manager, open, "VENDOR_RETAINS")).errors).toEqual([]);
      await desk.done(desk.manager, "reopenLead", leadId, { reason: "They called" });
      await desk.match(alpha, leadId);
      const refused = await desk.act(desk.sales, "acceptLead", leadId);
      expect(refused.errors).toMatchObject([
        {
          code: "PROSPECT_PROTECTED",
          message: expect.stringContaining(open.directClaim.id),
        },
      ]);
      const end = { directClaimId: open.directClaim.id, expectedVersion: 1 };
      const ended = await desk.run(desk.manager, "endDirectClaim", end, "directClaim { id }");
      expect(ended.errors).toEqual([]);
      await desk.done(desk.sales, "acceptLead", leadId);
    }
  });

  test("is accepted where an appeal of what the vendor retained was upheld", async () => {
    at("2026-02-02T10:00:00Z");
    await claim("Berufung", "berufung.com");
    at("2026-02-03T10:00:00Z");
    const leadId = await desk.register(alpha, "Berufung");
    const [open] = await conflictsOf(leadId);
    await decide(desk.manager, open, "VENDOR_RETAINS");
    await desk.done(alpha, "appealDecision", leadId, { comment: "We had met them before" });
    const judge = await addSalesRep(desk.world, "Vera Wolf");
    await desk.done(judge, "upholdAppeal", leadId);
    await desk.match(alpha, leadId);
    const accepted = await desk.done(desk.sales, "acceptLead", leadId);
    expect(accepted.stage).toBe("SAL");
  });

  test("is passed on, or merged, once it is decided; and the decision goes on with it", async () => {
    at("2026-02-02T10:00:00Z");
    await claim("Weitergabe", "weitergabe.com");
    at("2026-02-03T10:00:00Z");
    const receiver = await desk.partner("Empfang");
    const leadId = await desk.register(alpha, "Weitergabe");
    const other = await desk.register(alpha, "Nebenbei");
    const [open] = await conflictsOf(leadId);
    const to = { partnerId: receiver.actor.partnerId, reasonCode: "CUSTOMER_REQUEST" };
    const early = await desk.act(desk.manager, "transferLead", leadId, to);
    const merging = { leadIds: [leadId, other], split: "SURVIVOR_HAS_ALL", reason: "One" };
    const merged = await desk.run(desk.manager, "mergeLeads", merging, "lead { id }");
    for (const { errors } of [early, merged])
      expect(errors).toMatchObject([
        { code: "CONFLICT_OPEN", message: expect.stringContaining(open.id) },
      ]);

    await decide(desk.sales, open, "LEAD_STANDS");
    const passed: LeadId = (await desk.done(desk.manager, "transferLead", leadId, to)).id;
    await desk.match(receiver, passed);
    expect(await conflictsOf(passed)).toEqual([]);
    await desk.done(desk.sales, "acceptLead", passed);
  });

  test("that claimed first meets no claim, until an earlier contact is confirmed", async () => {
    at("2026-02-02T10:00:00Z");
    const leadId = await desk.register(alpha, "Zuvor");
    at("2026-02-03T10:00:00Z");
    const recorded = await claim("Zuvor", "zuvor.com", "2026-01-14T09:00:00Z");
    expect(await conflictsOf(leadId)).toEqual([]);
    const touch = { directClaimId: recorded.id, expectedVersion: 1 };
    const confirmed = await desk.run(
      desk.manager,
      "confirmDirectClaim",
      touch,
      "directClaim { version }",
    );
    expect(confirmed.errors).toEqual([]);
    const [job] = await desk.world.asOwner<{ n: number }>(
      "select count(*)::integer as n from graphile_worker.jobs where task_identifier = 'match_claim'",
    );
    expect(job?.n).toBeGreaterThan(0);
    await matched(recorded.id);
    await matched(recorded.id);
    expect(await conflictsOf(leadId)).toMatchObject([{ state: "OPEN", version: 1 }]);

    // it ends with the claim
    const ended = await desk.run(
      desk.manager,
      "endDirectClaim",
      { ...touch, expectedVersion: 2 },
      "directClaim { endedAt }",
    );
    expect(ended.errors).toEqual([]);
    expect(await conflictsOf(leadId)).toMatchObject([{ state: "LAPSED", version: 2 }]);
    await desk.done(desk.sales, "acceptLead", leadId);
  });

  test("has nothing left to decide once it closes, or the claim expires", async () => {
    at("2026-02-02T10:00:00Z");
    await claim("Ablauf", "ablauf.com");
    await claim("Rueckzug", "rueckzug.com");
    at("2026-02-03T10:00:00Z");
    const [one, other] = [
      await desk.register(alpha, "Ablauf"),
      await desk.register(alpha, "Rueckzug"),
    ];
    const [open] = await conflictsOf(other);
    await desk.done(alpha, "withdrawLead", other);
    const late = await decide(desk.manager, open, "LEAD_STANDS");
    expect(late.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    await desk.lapse(alpha, other);
    expect(await conflictsOf(other)).toMatchObject([{ state: "LAPSED" }]);
    at("2026-05-04T00:00:00Z");
    await desk.endProtections();
    expect(await conflictsOf(one)).toMatchObject([{ state: "LAPSED" }]);
  });

  test("is nothing that its partner, or another one, could read", async () => {
    for (const caller of [alpha, await desk.partner("Gamma")]) {
      const { errors, data } = await desk.api.run(caller, "{ claimConflicts { nodes { id } } }");
      expect(errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
      expect(data?.claimConflicts ?? null).toBeNull();
    }
    for (const table of ["claim_conflict", "claim_decision", "company_name_claim"]) {
      await expect(
        desk.world.asOwner(`set role app_partner; select count(*) from ${table}`),
      ).rejects.toThrow("permission denied");
    }
  });
});

test("who claimed a prospect for the vendor retains it by no verb, also where the name alone says that it is one", async () => {
  at("2026-02-02T10:00:00Z");
  await claim("Fehmarner Segelmacher GmbH", "segel.example");
  at("2026-02-03T10:00:00Z");
  const company = { name: "Segelmacher Fehmarner" };
  const [one, other] = [
    await desk.register(alpha, "Segel", { email: "anna.segel@gmail.com", input: { company } }),
    await desk.register(await desk.partner("Fehmarn"), "Segel", {
      ...{ email: "bert.segel@gmail.com", input: { company } },
    }),
  ];
  const ask = "conflicts { nodes { id version } }";
  const [rivals] = (await desk.lead(desk.sales, other, ask)).conflicts.nodes;
  const retained = (by: Caller) =>
    desk.run(
      by,
      "decideConflict",
      {
        ...{ conflictId: rivals.id, expectedVersion: rivals.version, outcome: "VENDOR_RETAINS" },
        ...{ rule: "EARLIEST_CLAIM", evidence: "Call notes" },
      },
      "conflict { id }",
    );
  const engaged = { reasonCode: "DIRECT_ENGAGED" };
  for (const { errors } of [
    await retained(desk.sales),
    await desk.act(desk.sales, "rejectLead", one, engaged),
  ])
    expect(errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  expect((await retained(desk.manager)).errors).toEqual([]);
});

test("a claim that stands is found behind fifty of the same name, or of the same domain, that have ended", async () => {
  at("2026-02-02T10:00:00Z");
  const claims = [
    await claim("Usedomer Bootswerft GmbH", "bootswerft.example"),
    await claim("Ruegen", "ruegen.com"),
  ];
  for (const { id } of claims)
    await desk.world.asOwner(
      `with planted as (
         insert into direct_claim (id, company_name, evidence, recorded_at, recorded_by, expires_at, ended_at)
         select overlay(gen_random_uuid()::text placing '0180' from 1 for 4)::uuid, company_name, evidence, recorded_at,
           recorded_by, expires_at, recorded_at
         from direct_claim
         cross join generate_series(1, 50)
         where id = $1
         returning id
       ), named as (
         insert into company_name_claim (claim_id, name_id)
         select planted.id, name_id from planted cross join company_name_claim where claim_id = $1
       )
       insert into direct_claim_key (key, claim_id)
       select key, planted.id from planted cross join direct_claim_key where claim_id = $1`,
      [uuidOf(claimIdOf(id))],
    );
  at("2026-02-03T10:00:00Z");
  const leads = [
    await desk.register(alpha, "Bootswerft", {
      email: "anna.bootswerft@gmail.com",
      input: { company: { name: "Bootswerft Usedomer" } },
    }),
    await desk.register(alpha, "Ruegen"),
  ];
  for (const [n, leadId] of leads.entries())
    expect(await conflictsOf(leadId)).toMatchObject([{ directClaim: { id: claims[n].id } }]);
});

test("a conflict that was opened while its claim ended lapses with the next round", async () => {
  at("2026-02-02T10:00:00Z");
  const recorded = await claim("Nachzuegler", "nachzuegler.com");
  at("2026-02-03T10:00:00Z");
  const leadId = await desk.register(alpha, "Nachzuegler");
  const end = { directClaimId: recorded.id, expectedVersion: 1 };
  await desk.run(desk.manager, "endDirectClaim", end, "directClaim { id }");
  await desk.world.asOwner(
    "update claim_conflict set state = 'OPEN', ended_at = null where lead_id = $1",
    [uuidOf(leadId)],
  );
  await desk.endProtections();
  expect(await conflictsOf(leadId)).toMatchObject([{ state: "LAPSED" }]);
});

test("checkLead finds a claim of the vendor's by the likeness of its name", async () => {
  at("2026-02-02T10:00:00Z");
  await claim("Hanseatische Werftbetriebe AG", "werft-hanse.example");
  const asker = await desk.partner("Asker");
  const company = { name: "Werftbetriebe Hanseatische", domain: null, country: null };
  const told = await desk.run(asker, "checkLead", { company }, "availability");
  expect(told.availability).toBe("NOT_AVAILABLE");
});

test("of two who decide at once one does, and of a decision and an end of the claim", async () => {
  at("2026-02-02T10:00:00Z");
  const recorded = await claim("Wettlauf", "wettlauf.com");
  at("2026-02-03T10:00:00Z");
  const leadId = await desk.register(alpha, "Wettlauf");
  const [open] = await conflictsOf(leadId);
  const end = { directClaimId: recorded.id, expectedVersion: 1 };
  const answers = await Promise.all([
    decide(desk.manager, open, "VENDOR_RETAINS"),
    decide(desk.manager, open, "LEAD_STANDS"),
    desk.run(desk.manager, "endDirectClaim", end, "directClaim { id }"),
  ]);
  expect(answers.slice(0, 2).filter(({ errors }) => errors.length === 0).length).toBeLessThan(2);
  const [{ state }] = await conflictsOf(leadId);
  expect(["DECIDED", "LAPSED"]).toContain(state);
});

test("the database lets nobody decide by a claim of their own, nor for somebody else", async () => {
  at("2026-02-02T10:00:00Z");
  await claim("Waechter", "waechter.com");
  at("2026-02-03T10:00:00Z");
  const leadId = await desk.register(alpha, "Waechter");
  const write = (by: string) =>
    desk.world.database.transaction(desk.sales.session, async (tx) => {
      await tx.read(sql`
        insert into claim_decision (id, conflict_id, outcome, rule, policy_version, lead_claimed_at, claim_counts_from,
          evidence, decided_at, decided_by)
        select gen_random_uuid(), id, 'VENDOR_RETAINS', 'POLICY', 1, now(), now(), 'None', now(), ${by}::uuid
        from claim_conflict
        where lead_id = ${uuidOf(leadId)}::uuid`);
      return null;
    });
  for (const by of [desk.sales.actor.id, desk.manager.actor.id])
    await expect(write(by ?? "")).rejects.toMatchObject({
      constraint: "claim_decision_by_another",
    });
});

test("that the vendor retains a prospect is for anybody to decide but who claimed it", () => {
  const conflict = {
    ...{ id: newId("clc"), state: "OPEN", version: 1, leadId: newId("lead") },
    ...{ partnerId: newId("prt"), isClaiming: true, directClaimId: newId("dcl") },
    ...{ isClaimOver: false, claimant: "a" },
  } as const;
  const asked = { outcome: "VENDOR_RETAINS", expectedVersion: 1, decider: "b" } as const;
  const code = (more: object, how: object = {}) =>
    refuseClaimDecision({ ...conflict, ...more }, { ...asked, ...how })?.code ?? "DONE";
  expect(code({})).toBe("DONE");
  expect(code({}, { decider: "a" })).toBe("BUSINESS_RULE");
  expect(code({}, { decider: "a", outcome: "LEAD_STANDS" })).toBe("DONE");
  expect(code({ version: 2 })).toBe("VERSION_CONFLICT");
  expect(code({ state: "LAPSED" })).toBe("ALREADY_DONE");
  expect(code({ isClaiming: false })).toBe("BUSINESS_RULE");
  expect(code({ isClaimOver: true })).toBe("BUSINESS_RULE");
});
