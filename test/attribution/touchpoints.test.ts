import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import { databaseFailure, sql, trustedText } from "../../src/platform/database/index.ts";
import type { Session, Sql } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { mutate } from "../support/mutate.ts";
import { partnerCaller, vendorCaller } from "../support/people.ts";
import { plantLead } from "../support/plant-lead.ts";
import type { Json } from "../support/served-world.ts";

let world: LivingWorld;
beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

const lead = (partnerId: PartnerId = world.alpha, stage = "SAL"): Promise<LeadId> =>
  plantLead(world, { partnerId, stage, ownerId: world.members.SALES_REP.memberId });

const touchOf = (leadId: LeadId, more: object = {}) => ({
  leadId,
  role: "SOURCED",
  channel: "EVENT",
  occurredAt: "2026-01-02T10:00:00.000Z",
  ...more,
});

const RESULTS = "recordedCount results { index touchpointId errors { code message path } }";

async function recorded(bearer: string, items: readonly object[], more: object = {}) {
  const input = { items, ...more };
  const { data, text } = await mutate(world, bearer, "recordTouchpoints", input, {
    selection: `${RESULTS} errors { code message path }`,
  });
  const payload: Json | undefined = data?.["recordTouchpoints"];
  if (!payload) throw new Error(text);
  return payload;
}

const TOUCH =
  "id role channel campaign cost { amount currency } source reference occurredAt retractedAt partner { name }";

async function touchesOf(leadId: LeadId, bearer: string): Promise<readonly Json[]> {
  const query = `query ($id: ID!) { lead(by: { id: $id }) { touchpoints { nodes { ${TOUCH} } totalCount } } }`;
  const { data } = await world.ask(bearer, query, { id: leadId });
  const { nodes, totalCount } = data?.["lead"].touchpoints ?? {};
  expect(totalCount).toBe(nodes.length);
  return nodes;
}

const member = () => world.members.PARTNER_MEMBER.key;
const rep = () => world.members.SALES_REP.key;
const countOf = async (leadId: LeadId) =>
  (await world.asOwner("select id from touchpoint where lead_id = $1", [uuidOf(leadId)])).length;

describe("What was recorded of a lead", () => {
  test("is told as it was, the earliest first", async () => {
    const leadId = await lead();
    await recorded(rep(), [
      touchOf(leadId, { partnerId: world.alpha, role: "CO_SELL", channel: "DEMO" }),
      touchOf(leadId, {
        partnerId: VENDOR_PARTNER_ID,
        occurredAt: "2025-12-01T08:00:00Z",
        campaign: "  Winter  ",
        cost: { amount: "120.5", currency: "eur" },
        reference: "crm-1",
      }),
    ]);

    const [first, second] = await touchesOf(leadId, rep());
    expect(first).toEqual({
      ...{ id: expect.stringMatching(/^tch_/), role: "SOURCED", channel: "EVENT" },
      ...{ campaign: "Winter", cost: { amount: "120.50", currency: "EUR" }, source: "SALES" },
      ...{ reference: "crm-1", occurredAt: "2025-12-01T08:00:00.000Z", retractedAt: null },
      partner: { name: expect.any(String) },
    });
    expect(second).toMatchObject({ role: "CO_SELL", channel: "DEMO", cost: null });
  });

  test("is for its partner what is its own, and nothing tells it of the others'", async () => {
    const leadId = await lead();
    await recorded(member(), [touchOf(leadId)]);
    const before = await touchesOf(leadId, member());
    await recorded(rep(), [
      touchOf(leadId, { partnerId: world.beta }),
      touchOf(leadId, { partnerId: VENDOR_PARTNER_ID }),
    ]);

    expect(await touchesOf(leadId, member())).toEqual(before);
    expect(before).toMatchObject([{ source: "PARTNER" }]);
    expect(await touchesOf(leadId, rep())).toHaveLength(3);
  });

  test("is not seen by whose touch it is, where the lead is another's", async () => {
    const leadId = await lead();
    const made = await recorded(rep(), [touchOf(leadId, { partnerId: world.beta })]);
    const touchId = uuidOf(made["results"][0].touchpointId);

    const seen = (partnerId: PartnerId) =>
      world.database.read(
        partnerCaller(partnerId).session,
        sql`select id from touchpoint where id = ${touchId}::uuid`,
      );

    expect(await seen(world.beta)).toEqual([]);
    expect(await seen(world.alpha)).toEqual([]);
  });
});

describe("A touch is recorded", () => {
  test("once for a reference, however often it is sent, and not as another one", async () => {
    const leadId = await lead();
    const item = touchOf(leadId, { reference: "fair-7", cost: { amount: "1", currency: "EUR" } });
    const first = await recorded(member(), [item, item]);
    const again = await recorded(member(), [item]);
    const other = await recorded(member(), [{ ...item, channel: "CALL" }, touchOf(leadId)]);

    expect(first["recordedCount"]).toBe(2);
    const [{ touchpointId }] = first["results"];
    expect([...first["results"], ...again["results"]].map((each) => each.touchpointId)).toEqual([
      touchpointId,
      touchpointId,
      touchpointId,
    ]);
    expect(other["results"]).toMatchObject([
      {
        touchpointId: null,
        errors: [{ code: "BUSINESS_RULE", path: ["items", "0", "reference"] }],
      },
      { errors: [] },
    ]);
    expect(await countOf(leadId)).toBe(2);
  });

  test("under a reference that the other side uses as well", async () => {
    const leadId = await lead();
    const item = touchOf(leadId, { reference: "same", partnerId: world.alpha });
    await recorded(rep(), [item]);
    await recorded(rep(), [item], { isImport: true });
    const own = await recorded(member(), [item]);

    expect(own["recordedCount"]).toBe(1);
    expect(await countOf(leadId)).toBe(3);
  });

  test("by twenty at once, of one reference once", async () => {
    const leadId = await lead();
    const item = touchOf(leadId, { reference: "race" });
    const ids = await Promise.all(Array.from({ length: 20 }, () => recorded(member(), [item])));

    expect(new Set(ids.map((each) => each["results"][0].touchpointId)).size).toBe(1);
    expect(await countOf(leadId)).toBe(1);
  });

  test("of a partner on its own leads, for itself alone, and all others are answered alike", async () => {
    const [own, theirs] = [await lead(), await lead(world.beta)];
    const refused = await recorded(member(), [
      touchOf(theirs),
      touchOf(newId("lead")),
      touchOf(own, { partnerId: world.beta }),
      touchOf(own, { partnerId: newId("prt") }),
    ]);

    expect(
      refused["results"].map((each: Json) => [each["errors"][0].code, each["errors"][0].path[2]]),
    ).toEqual([
      ["NOT_FOUND", "leadId"],
      ["NOT_FOUND", "leadId"],
      ["NOT_FOUND", "partnerId"],
      ["NOT_FOUND", "partnerId"],
    ]);
    expect(refused["errors"]).toMatchObject([{ code: "BUSINESS_RULE" }]);
    expect(await countOf(own)).toBe(0);
    expect(await countOf(theirs)).toBe(0);
  });

  test("each with what is wrong with it told, and the others recorded unless all shall be", async () => {
    const leadId = await lead();
    const future = touchOf(leadId, {
      occurredAt: "2999-01-01T00:00:00Z",
      campaign: "x".repeat(201),
    });
    const nobodys = touchOf(leadId);
    const sound = touchOf(leadId, { partnerId: world.alpha });
    const some = await recorded(rep(), [future, nobodys, sound]);
    const none = await recorded(rep(), [nobodys, sound], { errorPolicy: "REJECT_ALL" });

    expect(some["results"]).toMatchObject([
      {
        errors: [
          { code: "VALIDATION_FAILED", path: ["items", "0", "occurredAt"] },
          { code: "VALIDATION_FAILED", path: ["items", "0", "campaign"] },
        ],
      },
      { errors: [{ code: "VALIDATION_FAILED", path: ["items", "1", "partnerId"] }] },
      { errors: [] },
    ]);
    expect(none).toMatchObject({ recordedCount: 0, errors: [{ code: "BUSINESS_RULE" }] });
    expect(await countOf(leadId)).toBe(1);
  });

  test.each([0])("not %i together", async (count) => {
    const leadId = await lead();
    const payload = await recorded(
      member(),
      Array.from({ length: count }, () => touchOf(leadId)),
    );

    expect(payload).toMatchObject({
      results: [],
      errors: [{ code: "VALIDATION_FAILED", path: ["items"] }],
    });
    expect(await countOf(leadId)).toBe(0);
  });

  test("of a call that is sent again with the same words of what was refused", async () => {
    const leadId = await lead();
    const input = { items: [touchOf(leadId), touchOf(newId("lead"))] };
    const options = { key: randomUUID(), selection: RESULTS };
    const first = await mutate(world, member(), "recordTouchpoints", input, options);
    const again = await mutate(world, member(), "recordTouchpoints", input, options);

    const told = (answer: typeof first) =>
      answer.data?.["recordTouchpoints"].results.map((each: Json) => [
        each["touchpointId"],
        each["errors"].map((error: Json) => [error["code"], error["path"]]),
      ]);
    expect(told(again)).toEqual(told(first));
    expect(await countOf(leadId)).toBe(1);
  });
});

describe("A touch is taken back", () => {
  const retract = async (bearer: string, touchpointId: string) => {
    const input = { touchpointId, reason: "Recorded twice" };
    const { data, text } = await mutate(world, bearer, "retractTouchpoint", input);
    const payload: Json | undefined = data?.["retractTouchpoint"];
    if (!payload) throw new Error(text);
    return payload["errors"].map((each: Json) => each["code"]);
  };
  const touch = async (bearer: string, leadId: LeadId, more: object = {}) =>
    (await recorded(bearer, [touchOf(leadId, { partnerId: world.alpha, ...more })]))["results"][0]
      .touchpointId as string;

  test("by who recorded it, once, and its reference is free again", async () => {
    const leadId = await lead();
    const id = await touch(rep(), leadId, { reference: "once" });

    expect(await retract(rep(), id)).toEqual([]);
    expect(await retract(rep(), id)).toEqual(["ALREADY_DONE"]);
    expect(await touchesOf(leadId, rep())).toMatchObject([{ id, retractedAt: expect.any(String) }]);
    expect(await touch(rep(), leadId, { reference: "once" })).not.toBe(id);
  });

  test("by a sales manager, of whomever, and why is unseen by its partner", async () => {
    const leadId = await lead();
    const id = await touch(member(), leadId);
    const other = await touch(rep(), leadId);

    expect(await retract(world.members.CHANNEL_MANAGER.key, other)).toEqual(["FORBIDDEN"]);
    expect(await retract(world.members.SALES_MANAGER.key, id)).toEqual([]);
    expect(await retract(world.members.SALES_MANAGER.key, other)).toEqual([]);
    const query = `query ($id: ID!) { lead(by: { id: $id }) { touchpoints { nodes { retractReason } } } }`;
    const byVendor = await world.ask(rep(), query, { id: leadId });
    const byPartner = await world.ask(member(), query, { id: leadId });
    expect(byVendor.data?.["lead"].touchpoints.nodes[0].retractReason).toBe("Recorded twice");
    expect(byPartner.text).not.toContain("Recorded twice");
  });

  test("by anybody of the partner that recorded it, and of others' it knows nothing", async () => {
    const leadId = await lead();
    const own = await touch(member(), leadId);
    const vendors = await touch(rep(), leadId);
    const theirs = await touch(rep(), leadId, { partnerId: world.beta });

    expect(await retract(world.members.PARTNER_ADMIN.key, own)).toEqual([]);
    expect(await retract(member(), vendors)).toEqual(["FORBIDDEN"]);
    expect(await retract(member(), theirs)).toEqual(["NOT_FOUND"]);
    expect(await retract(world.rival.key, theirs)).toEqual(["NOT_FOUND"]);
    expect(await retract(member(), newId("tch"))).toEqual(["NOT_FOUND"]);
  });

  test("not once its lead is an SQL", async () => {
    const leadId = await lead(world.alpha, "SQL");
    const id = await touch(rep(), leadId);

    expect(await retract(rep(), id)).toEqual(["BUSINESS_RULE"]);
    expect(await touchesOf(leadId, rep())).toMatchObject([{ retractedAt: null }]);
  });
});

describe("The database refuses", () => {
  const outcome = async (session: Session, statement: Sql): Promise<string> => {
    try {
      await world.database.read(session, statement);
      return "done";
    } catch (error) {
      const failure = databaseFailure(error);
      if (!failure) throw error;
      return failure.constraint ?? failure.code;
    }
  };
  const asVendor = vendorCaller().session;
  let asPartner: Session;
  beforeAll(() => {
    asPartner = partnerCaller(world.alpha).session;
  });
  const partner = () => asPartner;
  const vendor = () => asVendor;
  const row = (session: Session, leadId: LeadId, more: Record<string, string> = {}) => {
    const said: Record<string, string> = {
      id: uuidOf(newId("tch")),
      partner_id: uuidOf(world.alpha),
      ...(session.role === "vendor" ? { lead_partner_id: uuidOf(world.alpha) } : {}),
      lead_id: uuidOf(leadId),
      role: "SOURCED",
      channel: "CALL",
      occurred_at: "2026-01-02",
      source: session.role === "vendor" ? "SALES" : "PARTNER",
      recorded_at: new Date().toISOString(),
      recorded_by: session.actorId ?? "",
      ...more,
    };
    const columns = trustedText(Object.keys(said).join(", "));
    const record = JSON.stringify(said);
    return sql`insert into touchpoint (${columns}) select ${columns} from jsonb_populate_record(null::touchpoint, ${record}::jsonb)`;
  };

  test("a partner's touch that is another's, of another's lead, or recorded as the vendor's", async () => {
    const [own, theirs] = [await lead(), await lead(world.beta)];

    expect(await outcome(partner(), row(partner(), own))).toBe("done");
    expect(await outcome(partner(), row(partner(), own, { partner_id: uuidOf(world.beta) }))).toBe(
      "42501",
    );
    expect(await outcome(partner(), row(partner(), theirs))).toBe("touchpoint_lead_fkey");
    expect(await outcome(partner(), row(partner(), newId("lead")))).toBe("touchpoint_lead_fkey");
    expect(
      await outcome(partner(), row(partner(), own, { lead_partner_id: uuidOf(world.beta) })),
    ).toBe("42501");
    expect(await outcome(partner(), row(partner(), own, { source: "SALES" }))).toBe(
      "touchpoint_by_actor",
    );
    expect(await outcome(vendor(), row(vendor(), own, { source: "PARTNER" }))).toBe(
      "touchpoint_by_actor",
    );
    expect(await outcome(vendor(), row(vendor(), own, { recorded_by: uuidOf(newId("mem")) }))).toBe(
      "touchpoint_by_actor",
    );
  });

  test("what is in the future, changes, or is taken back after it counted", async () => {
    const leadId = await lead(world.alpha, "SQL");
    const id = uuidOf(newId("tch"));

    expect(await outcome(vendor(), row(vendor(), leadId, { id }))).toBe("done");
    expect(await outcome(vendor(), row(vendor(), leadId, { occurred_at: "2999-01-01" }))).toBe(
      "touchpoint_is_past",
    );
    expect(
      await outcome(vendor(), sql`update touchpoint set role = 'RESOLD' where id = ${id}::uuid`),
    ).toBe("42501");
    const retraction = sql`
      update touchpoint
      set retracted_at = now(), retracted_by = ${vendor().actorId}::uuid, retract_reason = 'No'
      where id = ${id}::uuid`;
    expect(await outcome(vendor(), retraction)).toBe("touchpoint_counted");
  });

  test("a partner that takes back what the vendor recorded of it", async () => {
    const leadId = await lead();
    const id = uuidOf(newId("tch"));
    expect(await outcome(vendor(), row(vendor(), leadId, { id }))).toBe("done");

    const retraction = sql`
      update touchpoint
      set retracted_at = now(), retracted_by = ${partner().actorId}::uuid, retract_reason = 'No'
      where partner_id = ${uuidOf(world.alpha)}::uuid and id = ${id}::uuid`;
    expect(await outcome(partner(), retraction)).toBe("touchpoint_retracted_by_actor");
  });
});
