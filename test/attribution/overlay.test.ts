import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { MET } from "../protection/timed-desk.ts";
import { addSalesRep, vendorCaller } from "../support/people.ts";

import { openTouchedDesk, partnerOf } from "./touched-desk.ts";
import type { TouchedDesk } from "./touched-desk.ts";

let desk: TouchedDesk;
beforeAll(async () => {
  desk = await openTouchedDesk();
});
afterAll(() => desk.world.close());

describe("The INFLUENCED book", () => {
  test("holds whoever touched a lead that its registrant has all of, and pays nobody", async () => {
    const leadId = await desk.registered();
    await desk.touched(
      leadId,
      { of: desk.beta, on: 2 },
      { of: VENDOR_PARTNER_ID, on: 3, role: "CO_SELL" },
    );

    expect(await desk.qualified(leadId)).toEqual({ Alpha: 20_000 });
    const selection = "influenced { role isLate partner { name } } attribution { othersPpm }";
    expect(await desk.lead(desk.sales, leadId, selection)).toEqual({
      attribution: { othersPpm: 0 },
      influenced: [
        { role: "INFLUENCED", isLate: false, partner: { name: "Beta" } },
        { role: "CO_SELL", isLate: false, partner: { name: expect.any(String) } },
      ],
    });
  });

  test("tells a partner of itself alone", async () => {
    await desk.inForce("FIRST_TOUCH");
    const leadId = await desk.registered();
    await desk.touched(leadId, { of: desk.beta, on: 0 }, { of: desk.gamma, on: 2 });

    expect(await desk.qualified(leadId)).toEqual({ Beta: 20_000 });
    const selection = "influenced { partner { name } } attribution { othersPpm }";
    expect(await desk.lead(desk.alpha, leadId, selection)).toEqual({
      attribution: null,
      influenced: [{ partner: { name: "Alpha" } }],
    });
    expect(await desk.lead(desk.beta, leadId, selection)).toBeNull();
  });

  test("holds what came before the window, which counts for nothing else", async () => {
    await desk.inForce("LINEAR", { windowDays: 10 });
    const leadId = await desk.registered();
    await desk.touched(leadId, { of: desk.beta, on: -30 });

    expect(await desk.qualified(leadId)).toEqual({ Alpha: 20_000 });
    expect(await desk.books(leadId)).toEqual({
      SOURCED: { Alpha: 1_000_000 },
      INFLUENCED: { Beta: 1_000_000 },
    });
  });

  test("holds a touch that is recorded after the lock; one before it changes nothing by itself", async () => {
    await desk.inForce("LINEAR", { lockDays: 14 });
    const leadId = await desk.registered();
    await desk.qualified(leadId);
    const selection = "attributionLocksAt isAttributionLocked";
    // settled on the fifth day: the fourteenth after it ends as the twentieth begins
    const locksAt = `${desk.day(20).slice(0, 10)}T00:00:00.000Z`;

    desk.at(new Date(Date.parse(locksAt) - 1).toISOString());
    expect(await desk.lead(desk.alpha, leadId, selection)).toEqual({
      attributionLocksAt: locksAt,
      isAttributionLocked: false,
    });
    await desk.record(leadId, { of: desk.beta, on: 2 });
    expect(await desk.books(leadId)).toMatchObject({ INFLUENCED: {} });

    desk.at(locksAt);
    expect(await desk.lead(desk.alpha, leadId, selection)).toMatchObject({
      isAttributionLocked: true,
    });
    await desk.record(leadId, { of: desk.gamma, on: 2 });
    await desk.record(leadId, { of: desk.gamma, on: 3 });
    await desk.record(leadId, { of: desk.alpha, on: 3, by: desk.alpha });
    expect(await desk.books(leadId)).toEqual({
      SOURCED: { Alpha: 1_000_000 },
      INFLUENCED: { Gamma: 1_000_000 },
    });
    expect(await desk.lead(desk.sales, leadId, "influenced { isLate }")).toEqual({
      influenced: [{ isLate: true }],
    });
    expect(await desk.earned(leadId)).toEqual({ Alpha: 20_000 });
  });

  test("has no lock before the lead is an SQL", async () => {
    const leadId = await desk.registered();
    const selection = "attributionLocksAt isAttributionLocked influenced { role }";

    expect(await desk.lead(desk.sales, leadId, selection)).toEqual({
      attributionLocksAt: null,
      isAttributionLocked: false,
      influenced: [],
    });
  });
});

describe("Who recorded a partner's touch", () => {
  const qualify = async (leadId: LeadId, by = desk.sales) => {
    desk.onDay(5);
    await desk.act(desk.sales, "acceptLead", leadId);
    const { errors } = await desk.act(by, "qualifyLead", leadId, MET);
    return errors.map(({ code }: { code: string }) => code);
  };

  test("does not qualify the lead that is shared by it; somebody else does", async () => {
    await desk.inForce("LINEAR");
    const leadId = await desk.registered();
    await desk.touched(leadId, { of: desk.beta, on: 2, by: desk.sales });

    expect(await qualify(leadId)).toEqual(["BUSINESS_RULE"]);
    expect(await desk.earned(leadId)).toEqual({});
    expect(await qualify(leadId, desk.manager)).toEqual([]);
    expect(await desk.earned(leadId)).toEqual({ Alpha: 10_000, Beta: 10_000 });
    const told = await desk.lead(
      desk.manager,
      leadId,
      "touchpoints { nodes { recordedBy { displayName } } }",
    );
    expect(told.touchpoints.nodes).toEqual([{ recordedBy: { displayName: "Rosa Fischer" } }]);
    const own = await desk.lead(desk.alpha, leadId, "touchpoints { nodes { id } }");
    expect(own.touchpoints.nodes).toEqual([]);
  });

  test("may, where it cannot count or is the vendor's own", async () => {
    const leadId = await desk.registered();
    await desk.touched(
      leadId,
      { of: desk.beta, on: 2, by: desk.sales, role: "DELIVERED" },
      { of: VENDOR_PARTNER_ID, on: 2, by: desk.sales },
    );

    expect(await qualify(leadId)).toEqual([]);
    expect(await desk.earned(leadId)).toEqual({ Alpha: 10_000, nobody: 10_000 });
  });

  test("is the same person under another membership, and the database says so as well", async () => {
    const leadId = await desk.registered();
    const before = await addSalesRep(desk.world, "Ines Twice");
    await desk.touched(leadId, { of: desk.beta, on: 2, by: before });
    const again = vendorCaller();
    await desk.world.asOwner("update membership set deactivated_at = now() where id = $1", [
      before.actor.id,
    ]);
    await desk.world.asOwner(
      `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
       select $1, user_id, null, display_name, email, roles, now(), now() from membership where id = $2`,
      [again.actor.id, before.actor.id],
    );

    expect(await qualify(leadId, again)).toEqual(["BUSINESS_RULE"]);
    const [told] = await desk.world.asOwner(
      "select app.has_told_of_lead($1, $2, 'LINEAR') as by_again, app.has_told_of_lead($1, $3, 'LINEAR') as by_other",
      [uuidOf(leadId), again.actor.id, desk.manager.actor.id],
    );
    expect(told).toEqual({ by_again: true, by_other: false });
  });
});

describe("Of one lead each side records a thousand touches at most", () => {
  const plant = (leadId: LeadId, count: number) =>
    desk.world.asOwner(
      `insert into touchpoint (id, partner_id, lead_partner_id, lead_id, role, channel, occurred_at, source, recorded_at, recorded_by)
       select gen_random_uuid(), $2, $2, $1, 'SOURCED', 'CALL', $3, 'SALES', $3, $4 from generate_series(1, $5)`,
      [
        uuidOf(leadId),
        uuidOf(partnerOf(desk.alpha)),
        desk.day(1),
        uuidOf(newId("mem")),
        String(count),
      ],
    );
  const countOf = async (leadId: LeadId) =>
    (await desk.world.asOwner("select id from touchpoint where lead_id = $1", [uuidOf(leadId)]))
      .length;

  test("and hears so, while the other side may go on", async () => {
    const leadId = await desk.registered();
    await desk.world.asOwner("alter table touchpoint disable trigger user");
    await plant(leadId, 999);
    await desk.world.asOwner("alter table touchpoint enable trigger user");
    desk.onDay(4);

    const told = async (by = desk.manager) => {
      const { results } = await desk.record(leadId, { of: desk.alpha, on: 2, by });
      return results[0].errors.map(({ code }: { code: string }) => code);
    };
    expect(await told()).toEqual([]);
    expect(await told()).toEqual(["LIMIT_EXCEEDED"]);
    expect(await told(desk.alpha)).toEqual([]);
    expect(await countOf(leadId)).toBe(1_001);
  });

  test("also of many that come at once", async () => {
    const leadId = await desk.registered();
    await desk.world.asOwner("alter table touchpoint disable trigger user");
    await plant(leadId, 995);
    await desk.world.asOwner("alter table touchpoint enable trigger user");
    desk.onDay(4);

    const told = await Promise.all(
      Array.from({ length: 20 }, () => desk.record(leadId, { of: desk.beta, on: 2 })),
    );
    const done = told.filter(({ results }) => results[0].errors.length === 0);
    expect(done).toHaveLength(5);
    expect(await countOf(leadId)).toBe(1_000);
  });
});
