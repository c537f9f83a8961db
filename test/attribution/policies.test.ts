import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { AttributionPolicyId, LeadId } from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import { databaseFailure, sql } from "../../src/platform/database/index.ts";
import type { Session, Sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { addSalesRep, vendorCaller } from "../support/people.ts";
import { MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;
let gamma: Caller;
let programId: string;
beforeAll(async () => {
  desk = await openTimedDesk();
  [alpha, beta, gamma] = [
    await desk.partner("Alpha"),
    await desk.partner("Beta"),
    await desk.partner("Gamma"),
  ];
  const [program] = await desk.world.asOwner<{ id: string }>(
    "select id from program where is_default",
  );
  programId = idOf("prg", program?.id ?? "");
});
afterAll(() => desk.world.close());

/** Each policy comes into force a week after the one before. */
let week = 0;
const day = (number: number): string =>
  new Date(Date.UTC(2026, 1, 2 + week * 7 + number, 10)).toISOString();
const onDay = (number: number) => desk.at(day(number));

async function drafted(
  model: string,
  more: object = {},
  by = desk.sales,
): Promise<AttributionPolicyId> {
  const input = { programId, model, ...more };
  const selection = "attributionPolicy { id number model inForceAt }";
  const payload = await desk.run(by, "saveAttributionPolicy", input, selection);
  expect(payload.errors).toEqual([]);
  expect(payload.attributionPolicy).toMatchObject({ model, inForceAt: null });
  return payload.attributionPolicy.id;
}

const putInForce = (by: Caller, attributionPolicyId: string) =>
  desk.run(
    by,
    "putAttributionPolicyInForce",
    { attributionPolicyId },
    "attributionPolicy { id inForceAt }",
  );

/** A new week, from the first day of which leads go by a model. */
async function inForce(model: string, more: object = {}): Promise<string> {
  week += 1;
  onDay(0);
  const id = await drafted(model, more);
  const { errors, attributionPolicy } = await putInForce(desk.manager, id);
  expect(errors).toEqual([]);
  expect(attributionPolicy).toEqual({ id, inForceAt: day(0) });
  return id;
}

interface Told {
  readonly of?: Caller | typeof VENDOR_PARTNER_ID;
  readonly on: number;
  readonly role?: string;
  readonly by?: Caller;
}

/** Records touches on the fourth day, not as who qualifies the lead. */
async function touched(leadId: LeadId, ...touches: readonly Told[]): Promise<readonly string[]> {
  onDay(4);
  const ids: string[] = [];
  for (const { of, on, role = "SOURCED", by = desk.manager } of touches) {
    const partnerId = typeof of === "object" ? of.actor.partnerId : of;
    const items = [{ leadId, partnerId, role, channel: "EVENT", occurredAt: day(on) }];
    const selection = "results { touchpointId errors { code message } }";
    const { results } = await desk.run(by, "recordTouchpoints", { items }, selection);
    expect(results[0].errors).toEqual([]);
    ids.push(results[0].touchpointId);
  }
  return ids;
}

let prospects = 0;
/** Registered by Alpha on the first day of the week. */
async function registered(by = alpha, more: { readonly domain?: string } = {}): Promise<LeadId> {
  prospects += 1;
  onDay(1);
  return desk.register(by, `Prospect ${prospects}`, more);
}

/** Accepted and an SQL on the fifth day. */
async function qualified(leadId: LeadId) {
  onDay(5);
  await desk.done(desk.sales, "acceptLead", leadId);
  await desk.done(desk.sales, "qualifyLead", leadId, MET);
  return earned(leadId);
}

async function earned(leadId: LeadId) {
  const rows = await desk.world.asOwner<{ name: string; minor: number }>(
    `select partner.name, credit.share_minor::integer as minor
     from credit join partner on partner.id = credit.partner_id
     where credit.lead_id = $1 and credit.share_minor > 0
     union all
     select 'nobody', forfeited_minor::integer from award where lead_id = $1 and forfeited_minor > 0
     order by 1`,
    [uuidOf(leadId)],
  );
  return Object.fromEntries(rows.map(({ name, minor }) => [name, minor]));
}

const sharesOf = (leadId: LeadId) =>
  desk.world.asOwner(
    `select partner.name, book, role, model, share_ppm::integer as ppm, touch_rank as rank
     from attribution_share join partner on partner.id = attribution_share.partner_id
     where lead_id = $1 and superseded_at is null order by touch_rank`,
    [uuidOf(leadId)],
  );

describe("Under a policy that is in force", () => {
  test("a lead that three partners touched pays all of them, by the cents", async () => {
    await inForce("LINEAR");
    const leadId = await registered();
    await touched(leadId, { of: beta, on: 2 }, { of: gamma, on: 3 });

    expect(await qualified(leadId)).toEqual({ Alpha: 6_667, Beta: 6_667, Gamma: 6_666 });
    const selection = "attribution { othersPpm shares { sharePpm model partner { name } } }";
    expect((await desk.lead(desk.sales, leadId, selection)).attribution).toEqual({
      othersPpm: 0,
      shares: [
        { sharePpm: 333_334, model: "LINEAR", partner: { name: "Alpha" } },
        { sharePpm: 333_333, model: "LINEAR", partner: { name: "Beta" } },
        { sharePpm: 333_333, model: "LINEAR", partner: { name: "Gamma" } },
      ],
    });
  });

  test("each partner sees what is its own, and of the others what they come to", async () => {
    await inForce("LINEAR");
    const leadId = await registered();
    await touched(leadId, { of: beta, on: 2 });
    await qualified(leadId);

    const selection = "attribution { othersPpm shares { sharePpm partner { name } } }";
    expect((await desk.lead(alpha, leadId, selection)).attribution).toEqual({
      othersPpm: 500_000,
      shares: [{ sharePpm: 500_000, partner: { name: "Alpha" } }],
    });
    expect(await desk.lead(beta, leadId, selection)).toBeNull();
    const seen = await desk.world.database.read<{ mine: boolean; ppm: number }>(
      beta.session,
      sql`
        select partner_id = ${uuidOf(beta.actor.partnerId ?? "prt_")}::uuid as mine, share_ppm::integer as ppm
        from attribution_share
        where lead_id = ${uuidOf(leadId)}::uuid`,
    );
    expect(seen).toEqual([{ mine: true, ppm: 500_000 }]);
  });

  test("a partner that tells a day ten times has of it what it would have had of one", async () => {
    await inForce("LINEAR");
    const leadId = await registered();
    const often = Array.from({ length: 10 }, () => ({ on: 3, by: alpha }));
    await touched(leadId, { of: beta, on: 2 }, ...often);

    // Alpha's registration and its third day, and Beta's second: two of three
    expect(await qualified(leadId)).toEqual({ Alpha: 13_333, Beta: 6_667 });
  });

  test.each(["FIRST_TOUCH", "LINEAR"])(
    "%s: a partner is no witness of what it did before its registration, the vendor is",
    async (model) => {
      await inForce(model);
      const leadId = await registered();
      await touched(leadId, { of: beta, on: 0 });
      const others = model === "LINEAR" ? { Alpha: 10_000, Beta: 10_000 } : { Beta: 20_000 };
      await touched(leadId, { of: alpha, on: -1, by: alpha }, { of: alpha, on: -2, by: alpha });
      expect(await qualified(leadId)).toEqual(others);
    },
  );

  test("who found the lead and is owed nothing of it stands in the other book", async () => {
    await inForce("FIRST_TOUCH");
    const leadId = await registered();
    await touched(leadId, { of: beta, on: 0 });
    await qualified(leadId);
    expect(await sharesOf(leadId)).toMatchObject([
      { name: "Beta", book: "SOURCED", ppm: 1_000_000 },
      { name: "Alpha", book: "INFLUENCED", role: "INFLUENCED" },
    ]);
  });

  test("what was taken back counts for nothing", async () => {
    await inForce("LINEAR");
    const leadId = await registered();
    const [touchpointId] = await touched(leadId, { of: beta, on: 2 }, { of: gamma, on: 3 });
    const input = { touchpointId, reason: "Another company" };
    await desk.run(desk.manager, "retractTouchpoint", input, "lead { id }");

    expect(await qualified(leadId)).toEqual({ Alpha: 10_000, Gamma: 10_000 });
  });

  test("what the vendor did itself is paid to nobody", async () => {
    await inForce("LINEAR");
    const leadId = await registered();
    await touched(leadId, { of: VENDOR_PARTNER_ID, on: 2 });

    expect(await qualified(leadId)).toEqual({ Alpha: 10_000, nobody: 10_000 });
  });

  test("who helped stands in the other book, which is added to nothing", async () => {
    await inForce("FIRST_TOUCH");
    const leadId = await registered();
    await touched(leadId, { of: beta, on: 2, role: "CO_SELL" }, { of: gamma, on: 3 });

    expect(await qualified(leadId)).toEqual({ Alpha: 20_000 });
    expect(await sharesOf(leadId)).toEqual([
      { ...{ name: "Alpha", book: "SOURCED", role: "SOURCED" }, ...at("FIRST_TOUCH", 1) },
      { ...{ name: "Beta", book: "INFLUENCED", role: "CO_SELL" }, ...at("FIRST_TOUCH", 2) },
      { ...{ name: "Gamma", book: "INFLUENCED", role: "INFLUENCED" }, ...at("FIRST_TOUCH", 3) },
    ]);
  });

  test("roles weigh what it says of them, and what lies before its window nothing", async () => {
    const roleWeights = [
      { role: "SOURCED", weight: 3 },
      { role: "CO_SELL", weight: 1 },
    ];
    await inForce("ROLE_WEIGHTED", { windowDays: 10, roleWeights });
    const leadId = await registered();
    await touched(leadId, { of: beta, on: 2, role: "CO_SELL" }, { of: gamma, on: -6 });

    expect(await qualified(leadId)).toEqual({ Alpha: 15_000, Beta: 5_000 });
  });

  test("a decision that shares the prospect goes before it", async () => {
    await inForce("LINEAR");
    const own = await registered(alpha, { domain: "shared.com" });
    const rivals = await registered(beta, { domain: "shared.com" });
    const [conflict] = await desk.world.asOwner<{ id: string; version: number }>(
      "select id, version from conflict where array[incumbent_lead_id, challenger_lead_id] @> $1::uuid[]",
      [[own, rivals].map(uuidOf)],
    );
    const decision = { outcome: "SPLIT", incumbentSharePpm: 600_000, rule: "EARLIEST_CLAIM" };
    const what = {
      conflictId: idOf("cfl", conflict?.id ?? ""),
      expectedVersion: conflict?.version,
    };
    const input = { ...what, ...decision, evidence: "Calls" };
    const { errors } = await desk.run(desk.manager, "decideConflict", input, "conflict { id }");
    expect(errors).toEqual([]);
    await touched(own, { of: gamma, on: 2 });

    expect(await qualified(own)).toEqual({ Alpha: 12_000, Beta: 8_000 });
    expect(await sharesOf(own)).toMatchObject([
      { name: "Alpha", book: "SOURCED", model: "DECISION" },
      { name: "Beta", book: "SOURCED", model: "DECISION" },
      { name: "Gamma", book: "INFLUENCED", model: "DECISION" },
    ]);
  });

  test("what an own lead that was merged into it was touched by counts as well", async () => {
    await inForce("LINEAR");
    const [survivor, other] = [await registered(), await registered()];
    await touched(other, { of: beta, on: 2 });
    const leadIds = [survivor, other];
    const asked = { leadIds, survivorId: survivor, split: "SURVIVOR_HAS_ALL", reason: "One" };
    const { errors } = await desk.run(desk.manager, "mergeLeads", asked, "lead { id }");
    expect(errors).toEqual([]);
    await desk.match(alpha, survivor);

    expect(await qualified(survivor)).toEqual({ Alpha: 10_000, Beta: 10_000 });
  });
});

const at = (model: string, rank: number) => ({ model, ppm: 1_000_000, rank });

describe("A policy", () => {
  test("counts from when it is in force, and what is settled stays", async () => {
    await inForce("LINEAR");
    const [before, after] = [await registered(), await registered()];
    await touched(before, { of: beta, on: 2 });
    await touched(after, { of: beta, on: 2 });
    const draft = await drafted("FIRST_TOUCH");
    expect(await qualified(before)).toEqual({ Alpha: 10_000, Beta: 10_000 });
    await putInForce(desk.manager, draft);

    expect(await qualified(after)).toEqual({ Alpha: 20_000 });
    expect(await earned(before)).toEqual({ Alpha: 10_000, Beta: 10_000 });
  });

  test("may give all to the registrant again, which names none", async () => {
    await inForce("DEAL_REGISTRATION");
    const leadId = await registered();
    await touched(leadId, { of: beta, on: 2 });

    expect(await qualified(leadId)).toEqual({ Alpha: 20_000 });
    expect(await sharesOf(leadId)).toMatchObject([
      { name: "Alpha", book: "SOURCED", model: "DEAL_REGISTRATION" },
      { name: "Beta", book: "INFLUENCED", model: "DEAL_REGISTRATION" },
    ]);
  });

  test("is put in force by somebody else than who drafted it, once", async () => {
    const id = await drafted("LAST_TOUCH");
    const codes = async (by: Caller, which: string) =>
      (await putInForce(by, which)).errors.map(({ code }: { code: string }) => code);

    expect(await codes(desk.sales, id)).toEqual(["BUSINESS_RULE"]);
    expect(await codes(desk.manager, newId("atp"))).toEqual(["NOT_FOUND"]);
    const [untouched] = await desk.world.asOwner(
      "select in_force_at from attribution_policy where id = $1",
      [uuidOf(id)],
    );
    expect(untouched).toEqual({ in_force_at: null });
    expect(await codes(desk.manager, id)).toEqual([]);
    expect(await codes(desk.manager, id)).toEqual(["ALREADY_DONE"]);
  });

  test("is put in force by another person: whoever left and came back is the same one", async () => {
    const before = await addSalesRep(desk.world, "Ines Twice");
    const id = await drafted("LAST_TOUCH", {}, before);
    const again = vendorCaller();
    await desk.world.asOwner("update membership set deactivated_at = now() where id = $1", [
      before.actor.id,
    ]);
    await desk.world.asOwner(
      `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
       select $1, user_id, null, display_name, email, roles, now(), now() from membership where id = $2`,
      [again.actor.id, before.actor.id],
    );
    const { errors } = await putInForce(again, id);
    expect(errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    const past = desk.world.database.transaction(again.session, async (tx) => {
      tx.queue(sql`
        update attribution_policy
        set in_force_at = ${day(6)}::timestamptz, in_force_by = ${again.actor.id}::uuid
        where id = ${uuidOf(id)}::uuid`);
      return null;
    });
    await expect(past).rejects.toThrow("another person");
  });

  test("says all that is wrong with it at once", async () => {
    const refused = async (input: object) => {
      const asked = { programId, model: "LINEAR", ...input };
      const payload = await desk.run(
        desk.sales,
        "saveAttributionPolicy",
        asked,
        "attributionPolicy { id }",
      );
      return payload.errors.map((error: { path: string[] }) => error.path.join("."));
    };
    const twice = [
      { role: "SOURCED", weight: 1 },
      { role: "SOURCED", weight: 1001 },
    ];

    expect(await refused({ halfLifeDays: 0, windowDays: 3651, roleWeights: twice })).toEqual([
      "halfLifeDays",
      "windowDays",
      "roleWeights",
      "roleWeights.1.weight",
      "roleWeights.1.role",
    ]);
    expect(await refused({ model: "ROLE_WEIGHTED" })).toEqual(["roleWeights"]);
    expect(await refused({ programId: newId("prg") })).toEqual(["programId"]);
  });

  test("is read with its program: by partners what is in force, by the vendor drafts as well", async () => {
    const id = await inForce("TIME_DECAY", { halfLifeDays: 7 });
    const draft = await drafted("LINEAR");
    const selection =
      "attributionPolicy { id model halfLifeDays roleWeights { role } } attributionPolicies(first: 2) { nodes { id } }";
    const read = async (by: Caller) => {
      const query = `query ($id: ID!) { program(id: $id) { ${selection} } }`;
      const { data, errors } = await desk.api.run(by, query, { id: programId });
      if (errors) throw new Error(JSON.stringify(errors));
      return JSON.parse(JSON.stringify(data?.program));
    };
    const inForceNow = { id, model: "TIME_DECAY", halfLifeDays: 7, roleWeights: [] };

    const byVendor = await read(desk.sales);
    const byPartner = await read(beta);
    expect(byVendor.attributionPolicy).toEqual(inForceNow);
    expect(byPartner.attributionPolicy).toEqual(inForceNow);
    expect(byVendor.attributionPolicies.nodes).toEqual([{ id: draft }, { id }]);
    expect(byPartner.attributionPolicies.nodes[0]).toEqual({ id });
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
  const putting = (session: Session, id: string, said: object = {}) => {
    const { when, by } = { when: day(6), by: session.actorId ?? "", ...said };
    return sql`
      update attribution_policy
      set in_force_at = ${when}::timestamptz, in_force_by = ${by}::uuid
      where id = ${uuidOf(id as never)}::uuid`;
  };

  test("a policy that its author puts in force, in another's name, too early, or twice", async () => {
    await inForce("LINEAR");
    const id = await drafted("FIRST_TOUCH");
    const [author, other] = [desk.sales.session, desk.manager.session];

    expect(await outcome(author, putting(author, id))).toBe("attribution_policy_two_persons");
    expect(await outcome(author, putting(author, id, { by: other.actorId }))).toBe(
      "attribution_policy_by_actor",
    );
    onDay(-1);
    const early = await drafted("LAST_TOUCH");
    expect(await outcome(other, putting(other, early, { when: day(-1) }))).toBe(
      "attribution_policy_in_order",
    );
    onDay(6);
    expect(await outcome(other, putting(other, id, { when: day(-2) }))).not.toBe("done");
    expect(await outcome(other, putting(other, id))).toBe("done");
    expect(await outcome(other, putting(other, id))).toBe("attribution_policy_ends_once");
  });

  test("a policy that changes, and whatever a partner would write", async () => {
    const id = uuidOf(await drafted("LINEAR"));
    const change = sql`update attribution_policy set model = 'LAST_TOUCH' where id = ${id}::uuid`;

    expect(await outcome(desk.sales.session, change)).toBe("42501");
    expect(await outcome(alpha.session, change)).toBe("42501");
    const byOwner = desk.world.asOwner(
      "update attribution_policy set window_days = 5 where id = $1",
      [id],
    );
    await expect(byOwner).rejects.toMatchObject({ constraint: "attribution_policy_ends_once" });
    expect(await outcome(alpha.session, sql`select created_by from attribution_policy`)).toBe(
      "42501",
    );
    const made = sql`
      insert into attribution_policy (id, program_id, number, model, half_life_days, weight_sourced, weight_influenced,
        weight_co_sell, weight_delivered, weight_resold, created_at, created_by)
      values (${uuidOf(newId("atp"))}::uuid, ${uuidOf(programId as never)}::uuid, 999, 'LINEAR', 7, 0, 0, 0, 0, 0,
        ${day(0)}::timestamptz, ${uuidOf(newId("mem"))}::uuid)`;
    expect(await outcome(alpha.session, made)).toBe("42501");
    expect(await outcome(desk.sales.session, made)).toBe("attribution_policy_by_actor");
  });

  test("a share that names a draft, one of another model, one that came later, or none", async () => {
    const force = await inForce("LINEAR");
    const draft = await drafted("LINEAR");
    const leadId = await registered();
    const share = (model: string, policyId: string | null, when = day(3)) => sql`
      insert into attribution_share (lead_id, partner_id, book, role, model, policy_id, share_ppm, touch_rank, settled_at)
      values (${uuidOf(leadId)}::uuid, ${uuidOf(alpha.actor.partnerId ?? "prt_")}::uuid, 'INFLUENCED', 'CO_SELL',
        ${model}::text, ${policyId === null ? null : uuidOf(policyId as never)}::uuid, 1000000, 1, ${when}::timestamptz)`;
    const tried = (...said: Parameters<typeof share>) =>
      outcome(desk.sales.session, share(...said));

    expect(await tried("LINEAR", draft)).toBe("attribution_share_policy_in_force");
    expect(await tried("LINEAR", force, day(-3))).toBe("attribution_share_policy_in_force");
    expect(await tried("FIRST_TOUCH", force)).toBe("attribution_share_policy_fkey");
    expect(await tried("LINEAR", null)).toBe("attribution_share_policy");
    expect(await tried("DECISION", force)).not.toBe("done");
  });

  test("nothing of what came of it: all promises are kept", async () => {
    const { jobs, auth } = desk.world.urls;
    const urls = { jobs, auth, owner: desk.world.ownerUrl };
    const checked = await checkInvariants({ urls, isServed: false });
    expect(checked.filter(({ rows }) => rows !== 0 && rows !== null)).toEqual([]);
  });
});
