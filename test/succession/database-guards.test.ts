import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import { databaseFailure, joinSql, sql, trustedText } from "../../src/platform/database/index.ts";
import type { Session, Sql } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { addPartner, vendorCaller } from "../support/people.ts";
import { plantLead } from "../support/plant-lead.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

const PROGRAM = "01970000-0000-7000-8000-000000000001";

let world: World;
let alpha: PartnerId;
let vendor: Session;

beforeAll(async () => {
  world = await openWorld();
  alpha = await addPartner(world, "Alpha");
  vendor = vendorCaller().session;
});
afterAll(() => world.close());

/** Runs a statement as the vendor's verbs do: "done", or the constraint or SQLSTATE that refused. */
async function outcome(statement: Sql): Promise<string> {
  try {
    await world.database.transaction(vendor, async (tx) => {
      await tx.read(statement);
      return null;
    });
    return "done";
  } catch (error) {
    const failure = databaseFailure(error);
    if (!failure) throw error;
    return failure.constraint ?? failure.code;
  }
}

type Values = Readonly<Record<string, Sql | string>>;

function insert(table: string, values: Values): Sql {
  const names = Object.keys(values).map((name) => trustedText(name));
  const cells = Object.values(values).map((value) =>
    typeof value === "string" ? trustedText(`'${value}'`) : value,
  );
  return sql`insert into ${trustedText(table)} (${joinSql(names, ", ")}) values (${joinSql(cells, ", ")})`;
}

const now = sql`now()`;
const anHourAgo = sql`now() - interval '1 hour'`;

const lead = (changed: Values = {}): Sql =>
  insert("lead", {
    id: uuidOf(newId("lead")),
    partner_id: uuidOf(alpha),
    program_id: PROGRAM,
    kind: "NEW_BUSINESS",
    stage: "SUBMITTED",
    stage_entered_at: now,
    claimed_at: now,
    submitted_at: now,
    registration_hash: "x",
    source: "PARTNER_API",
    registered_by: vendor.actorId ?? "",
    registered_by_vendor: "true",
    created_at: now,
    updated_at: now,
    ...changed,
  });

const ofTheVendor: Values = {
  partner_id: uuidOf(VENDOR_PARTNER_ID),
  registered_by_vendor: "false",
};
const longAgo: Values = {
  stage_entered_at: anHourAgo,
  claimed_at: anHourAgo,
  submitted_at: anHourAgo,
  created_at: anHourAgo,
  updated_at: anHourAgo,
};

describe("a lead that the vendor's role registers", () => {
  test("is a partner's, and says so, or one of the vendor's own", async () => {
    expect(await outcome(lead())).toBe("done");
    expect(await outcome(lead(ofTheVendor))).toBe("done");
  });

  test.each([
    ["of an hour ago", longAgo],
    ["of the vendor's own of an hour ago", { ...ofTheVendor, ...longAgo }],
    ["by somebody else", { registered_by: randomUUID() }],
    ["of the vendor's own by somebody else", { ...ofTheVendor, registered_by: randomUUID() }],
    ["for a partner without saying so", { registered_by_vendor: "false" }],
    ["for the vendor itself", { ...ofTheVendor, registered_by_vendor: "true" }],
  ])("is refused: one %s", async (_what, changed) => {
    expect(await outcome(lead(changed))).toBe("lead_registered_by_vendor");
  });
});

describe("an offer that the vendor's role writes", () => {
  let offered: string;
  beforeEach(async () => {
    const ownerId = newId("mem");
    const planted = { partnerId: VENDOR_PARTNER_ID, stage: "SAL", ownerId };
    offered = uuidOf(await plantLead(world, planted));
  });

  const offer = (changed: Values = {}): Sql =>
    insert("offer", {
      id: uuidOf(newId("off")),
      partner_id: uuidOf(alpha),
      lead_id: offered,
      role: "CO_SELL",
      company_name: "Planted",
      need: "Pumps",
      offered_at: now,
      offered_by: vendor.actorId ?? "",
      expires_at: sql`now() + interval '14 days'`,
      ...changed,
    });

  test("is of an accepted lead of the vendor's own", async () => {
    expect(await outcome(offer())).toBe("done");
  });

  test.each<[string, Values]>([
    ["that has ended already", { state: "WITHDRAWN", decided_at: now }],
    ["by somebody else", { offered_by: randomUUID() }],
    ["of an hour ago", { offered_at: anHourAgo }],
    ["of a later version", { version: "2" }],
    ["to the vendor itself", { partner_id: uuidOf(VENDOR_PARTNER_ID) }],
  ])("is refused: one %s", async (_what, changed) => {
    expect(await outcome(offer(changed))).toBe("offer_begins");
  });

  test("is refused of a partner's lead, and of one that sales has not accepted", async () => {
    const ownerId = newId("mem");
    const partners = await plantLead(world, { partnerId: alpha, stage: "SAL", ownerId });
    expect(await outcome(offer({ lead_id: uuidOf(partners) }))).toBe("offer_begins");
    const early = { partnerId: VENDOR_PARTNER_ID, stage: "SUBMITTED", ownerId };
    const submitted = await plantLead(world, early);
    expect(await outcome(offer({ lead_id: uuidOf(submitted) }))).toBe("offer_begins");
  });
});
