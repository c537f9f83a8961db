import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Caller } from "../../src/platform/graphql/index.ts";

import { openTimedDesk } from "./timed-desk.ts";
import type { TimedDesk } from "./timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
});
afterAll(() => desk.world.close());

const CLAIM = "directClaim { id version countsFrom expiresAt endedAt recordedByName }";

async function claim(name: string, contactedAt: string | null = null) {
  const company = { name, domain: `${name.toLowerCase()}.com` };
  const input = { company, evidence: "Minutes of the fair", contactedAt };
  const made = await desk.run(desk.sales, "recordDirectClaim", input, CLAIM);
  expect(made.errors).toEqual([]);
  return made.directClaim;
}

const touch = (by: Caller, verb: string, directClaimId: string, expectedVersion = 1) =>
  desk.run(by, verb, { directClaimId, expectedVersion }, CLAIM);

describe("the vendor claims a prospect for itself", () => {
  test("from its record on: a lead that claims later is not accepted, and one from before is", async () => {
    desk.at("2026-02-02T10:00:00Z");
    const before = await desk.register(alpha, "Davor");
    desk.at("2026-02-03T10:00:00Z");
    await claim("Davor");
    const recorded = await claim("Danach");
    expect(recorded).toMatchObject({
      version: 1,
      countsFrom: "2026-02-03T10:00:00.000Z",
      expiresAt: "2026-05-05T00:00:00.000Z",
      recordedByName: "Rosa Fischer",
    });
    desk.at("2026-02-04T10:00:00Z");
    const after = await desk.register(alpha, "Danach");
    await desk.done(desk.sales, "acceptLead", before);
    const refused = await desk.act(desk.sales, "acceptLead", after);
    expect(refused.errors).toMatchObject([
      { code: "PROSPECT_PROTECTED", message: expect.stringContaining(recorded.id) },
    ]);

    await touch(desk.sales, "endDirectClaim", recorded.id);
    await desk.done(desk.sales, "acceptLead", after);
  });

  test("from an earlier contact, once somebody else has confirmed its evidence", async () => {
    desk.at("2026-02-02T10:00:00Z");
    const lead = await desk.register(alpha, "Messe");
    desk.at("2026-02-03T10:00:00Z");
    const recorded = await claim("Messe", "2026-01-14T09:00:00Z");
    expect(recorded.countsFrom).toBe("2026-02-03T10:00:00.000Z");

    const own = await touch(desk.sales, "confirmDirectClaim", recorded.id);
    expect(own.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    const stale = await touch(desk.manager, "confirmDirectClaim", recorded.id, 7);
    expect(stale.errors).toMatchObject([{ code: "VERSION_CONFLICT" }]);
    const confirmed = await touch(desk.manager, "confirmDirectClaim", recorded.id);
    expect(confirmed.directClaim).toMatchObject({
      version: 2,
      countsFrom: "2026-01-14T09:00:00.000Z",
    });
    const again = await touch(desk.manager, "confirmDirectClaim", recorded.id, 2);
    expect(again.errors).toMatchObject([{ code: "ALREADY_DONE" }]);
    const refused = await desk.act(desk.sales, "acceptLead", lead);
    expect(refused.errors).toMatchObject([{ code: "PROSPECT_PROTECTED" }]);
  });

  test("until it expires, at the end of its last day", async () => {
    desk.at("2026-02-02T10:00:00Z");
    await claim("Verfall");
    desk.at("2026-05-03T23:00:00Z");
    const lead = await desk.register(alpha, "Verfall");
    const refused = await desk.act(desk.sales, "acceptLead", lead);
    expect(refused.errors).toMatchObject([{ code: "PROSPECT_PROTECTED" }]);
    desk.at("2026-05-04T00:00:00Z");
    await desk.done(desk.sales, "acceptLead", lead);
  });
});

describe("nobody decides by a claim of their own", () => {
  test("that the vendor was there first is said of a lead by somebody else", async () => {
    desk.at("2026-02-02T10:00:00Z");
    await claim("Selbst");
    desk.at("2026-02-03T10:00:00Z");
    const lead = await desk.register(alpha, "Selbst");
    const reason = { reasonCode: "DIRECT_ENGAGED" };
    const own = await desk.act(desk.sales, "rejectLead", lead, reason);
    expect(own.errors).toMatchObject([{ code: "BUSINESS_RULE", path: ["reasonCode"] }]);
    const rejected = await desk.done(desk.manager, "rejectLead", lead, reason);
    expect(rejected).toMatchObject({ stage: "REJECTED", reasonCode: "NOT_AVAILABLE" });
  });

  test("and so is that the vendor retains a prospect of two", async () => {
    desk.at("2026-02-02T10:00:00Z");
    await claim("Behalten");
    desk.at("2026-02-03T10:00:00Z");
    await desk.register(alpha, "Behalten");
    const second = await desk.register(await desk.partner("Beta"), "Behalten");
    const { conflicts } = await desk.lead(desk.sales, second, "conflicts { nodes { id } }");
    const input = {
      conflictId: conflicts.nodes[0].id,
      expectedVersion: 1,
      outcome: "VENDOR_RETAINS",
      rule: "EARLIEST_CLAIM",
      evidence: "The minutes",
    };
    const own = await desk.run(desk.sales, "decideConflict", input, "conflict { state }");
    expect(own.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    const made = await desk.run(desk.manager, "decideConflict", input, "conflict { state }");
    expect(made.conflict).toEqual({ state: "DECIDED" });
  });
});

test("to a partner that asks, a prospect that the vendor claims is not available, and no more is told", async () => {
  desk.at("2026-02-02T10:00:00Z");
  await claim("Still");
  const input = { company: { name: "Still", domain: "still.com" } };
  const asked = await desk.run(alpha, "checkLead", input, "availability");
  expect(asked.availability).toBe("NOT_AVAILABLE");
  const list = await desk.api.run(alpha, "{ directClaims { totalCount } }");
  expect(list.errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
});
