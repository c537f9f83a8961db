import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import {
  authSession,
  databaseFailure,
  joinSql,
  sql,
  systemSession,
  trustedText,
} from "../../src/platform/database/index.ts";
import type { Session, Sql } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { plantMember } from "../support/cast.ts";
import { addPartner, partnerCaller, vendorCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

const DENIED = "42501";
const PROGRAM = "01970000-0000-7000-8000-000000000001";

let world: World;
let alpha: PartnerId;
let partner: Session;
let rival: Session;
let vendor: Session;
/** A lead of alpha's in SUBMITTED, fresh for each test. */
let lead: string;

beforeAll(async () => {
  world = await openWorld();
  alpha = await addPartner(world, "Alpha");
  partner = partnerCaller(alpha).session;
  rival = partnerCaller(await addPartner(world, "Beta")).session;
  vendor = vendorCaller().session;
  await plantMember(world, ["SALES_REP"], null, { name: "Sal" });
});
afterAll(() => world.close());
beforeEach(async () => {
  lead = uuidOf(newId("lead"));
  const registered = await outcome(partner, newLead({ id: lead }), newEvent());
  if (registered !== "done") throw new Error(registered);
});

/** Runs statements in one transaction, as a verb's role: "done", or the constraint or SQLSTATE that refused. */
async function outcome(session: Session, ...statements: readonly Sql[]): Promise<string> {
  try {
    await world.database.transaction(session, async (tx) => {
      for (const statement of statements) await tx.read(statement);
      return null;
    });
    return "done";
  } catch (error) {
    const failure = databaseFailure(error);
    if (!failure) throw error;
    return failure.constraint ?? failure.code;
  }
}

type Values = Readonly<Record<string, Sql | string | number>>;

/** An insert of columns with values; `now()` is one instant for a whole transaction. */
function insert(table: string, values: Values): Sql {
  const names = Object.keys(values).map((name) => trustedText(name));
  const cells = Object.values(values).map((value) =>
    typeof value === "object" ? value : trustedText(`'${value}'`),
  );
  return sql`insert into ${trustedText(table)} (${joinSql(names, ", ")}) values (${joinSql(cells, ", ")})`;
}

const now = sql`now()`;

const newLead = (changed: Values = {}): Sql =>
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
    registered_by: partner.actorId ?? "",
    created_at: now,
    updated_at: now,
    ...changed,
  });

const newEvent = (changed: Values = {}): Sql =>
  insert("lead_event", {
    id: uuidOf(newId("evt")),
    partner_id: uuidOf(alpha),
    lead_id: lead,
    seq: 1,
    type: "REGISTERED",
    from_stage: "NONE",
    to_stage: "SUBMITTED",
    at: now,
    actor_kind: "MEMBER",
    actor_id: partner.actorId ?? "",
    by_vendor: "false",
    ...changed,
  });

/** Changes the lead of the test; `version` and `updated_at` as every change must. */
const change = (set: string): Sql =>
  sql`update lead set version = version + 1, updated_at = now(), ${trustedText(set)} where id = ${lead}::uuid`;

const WITHDRAW = "stage = 'WITHDRAWN', stage_entered_at = now()";
const ACCEPT =
  "stage = 'SAL', stage_entered_at = now(), marketing_qualified_at = now(), accepted_at = now(), owner_id = (select id from membership where display_name = 'Sal'), owner_name = 'Sal'";
const withdrawn: Values = {
  seq: 2,
  type: "WITHDRAWN",
  from_stage: "SUBMITTED",
  to_stage: "WITHDRAWN",
};

describe("a new lead", () => {
  test.each([
    "version",
    "marketing_qualified_at",
    "accepted_at",
    "sales_qualified_at",
    "opportunity_at",
    "won_at",
    "lost_at",
    "implied_stages",
    "owner_id",
    "owner_name",
    "reason_code",
    "revisit_on",
  ])("cannot come with %s, by grant", async (column) => {
    expect(await outcome(partner, newLead({ [column]: sql`default` }))).toBe(DENIED);
  });

  test.each([
    { version: 2 },
    { sales_qualified_at: now },
    { won_at: now },
    { owner_id: randomUUID(), owner_name: "Own" },
    { reason_code: "OTHER" },
    { revisit_on: "2999-01-01" },
    { implied_stages: "{MQL}" },
  ])("cannot come with %o, whoever were granted it", async (values) => {
    await world.asOwner("grant insert on lead to app_partner");
    expect(await outcome(partner, newLead(values))).toBe("lead_begins_empty");
    await world.asOwner("revoke insert on lead from app_partner");
    await world.asOwner(
      `grant insert (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at, external_reference,
         registration_hash, source, campaign, notes, value_minor, value_currency, registered_by, created_at, updated_at)
       on lead to app_partner`,
    );
  });

  test.each([
    { claimed_at: sql`now() - interval '1 second'` },
    { created_at: sql`now() - interval '1 second'` },
    { updated_at: sql`now() + interval '1 second'` },
    { stage_entered_at: sql`now() - interval '1 second'` },
    { submitted_at: sql`now() - interval '1 second'` },
  ])("has one time for all that happens at once: %o", async (values) => {
    expect(await outcome(partner, newLead(values))).toBe("lead_claimed_now");
  });

  const allAt = (offset: string): Values => {
    const at = sql`now() + ${trustedText(`interval '${offset}'`)}`;
    return {
      claimed_at: at,
      created_at: at,
      updated_at: at,
      stage_entered_at: at,
      submitted_at: at,
    };
  };

  test("is claimed as of now: not tomorrow, not yesterday", async () => {
    expect(await outcome(partner, newLead(allAt("2 minutes")))).toBe("lead_claimed_now");
    expect(await outcome(partner, newLead(allAt("-6 minutes")))).toBe("lead_claimed_now");
    expect(await outcome(partner, newLead(allAt("-4 minutes")))).toBe("done");
  });

  test("may be claimed as of the past where the owner allows it, which no other role can", async () => {
    for (const session of [partner, vendor, systemSession("t"), authSession("t")]) {
      expect(await outcome(session, sql`update deployment set allow_past = true`)).toBe(DENIED);
      expect(await outcome(session, sql`insert into deployment default values`)).toBe(DENIED);
      expect(await outcome(session, sql`delete from deployment`)).toBe(DENIED);
    }
    expect(
      await outcome(partner, sql`set local app.allow_past = 'on'`, newLead(allAt("-1 year"))),
    ).toBe("lead_claimed_now");

    await world.asOwner("update deployment set allow_past = true");
    expect(await outcome(partner, newLead(allAt("-1 year")))).toBe("done");
    expect(await outcome(partner, newLead(allAt("2 minutes")))).toBe("lead_claimed_now");
    await world.asOwner("update deployment set allow_past = false");
  });

  test("is registered by who acts", async () => {
    expect(await outcome(partner, newLead({ registered_by: randomUUID() }))).toBe(
      "lead_registered_by_actor",
    );
  });

  test("begins where the stage table says", async () => {
    expect(await outcome(partner, newLead({ stage: "MQL" }))).toBe("lead_stage_move");
  });

  test("under an id that a rival holds is answered like one under an id that nobody has", async () => {
    const old = "01970000-0000-7000-8000-0000000abcde";
    await world.asOwner("alter table lead disable trigger user");
    await world.asOwner(
      `insert into lead (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, registration_hash, source, registered_by, created_at, updated_at)
       select $1, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, registration_hash, source, registered_by, created_at, updated_at
       from lead where id = $2`,
      [old, lead],
    );
    await world.asOwner("alter table lead enable trigger user");
    const asRival = (id: string): Sql =>
      newLead({
        id,
        partner_id: uuidOf(rival.partnerId ?? alpha),
        registered_by: rival.actorId ?? "",
      });

    const taken = await outcome(rival, asRival(old));

    expect(taken).toBe("lead_id_is_new");
    expect(await outcome(rival, asRival("01970000-0000-7000-8000-0000000abcdf"))).toBe(taken);
    expect(await outcome(rival, asRival(randomUUID()))).toBe(taken);
    expect(await outcome(rival, asRival(uuidOf(newId("lead"))))).toBe("done");
  });
});

describe("a change of a lead", () => {
  test.each([
    ["stage_entered_at = now()", "lead_stage_stamp_stands"],
    ["stage = 'MQL'", "lead_stage_move"],
    ["stage = 'SAL', stage_entered_at = now()", "lead_stage_move"],
    ["claimed_at = now()", DENIED],
    ["submitted_at = now()", DENIED],
    ["owner_name = 'x'", DENIED],
  ])("by its partner: %s is refused", async (set, refused) => {
    expect(await outcome(partner, change(set))).toBe(refused);
  });

  test.each([
    ["accepted_at = now()", "lead_stage_stamp_stands"],
    ["won_at = now()", "lead_stage_stamp_stands"],
    ["stage_entered_at = now()", "lead_stage_stamp_stands"],
    ["stage = 'SQL', stage_entered_at = now(), sales_qualified_at = now()", "lead_stage_move"],
    ["stage = 'WITHDRAWN', stage_entered_at = now()", "lead_stage_move"],
  ])("by the vendor: %s is refused", async (set, refused) => {
    expect(await outcome(vendor, change(set))).toBe(refused);
  });

  test("sets a stamp with the move to its stage, and never again", async () => {
    expect(await outcome(vendor, change(ACCEPT))).toBe("done");
    expect(
      await outcome(
        vendor,
        change(
          "stage = 'SQL', stage_entered_at = now(), sales_qualified_at = now(), accepted_at = now()",
        ),
      ),
    ).toBe("lead_stage_stamp_stands");
  });

  test("raises the version by one", async () => {
    const set = sql`update lead set stage = 'WITHDRAWN', stage_entered_at = now() where id = ${lead}::uuid`;
    expect(await outcome(partner, set)).toBe("lead_version_by_one");
  });
});

describe("an event", () => {
  test("tells what became of the lead", async () => {
    const tells = "lead_event_tells_the_lead";
    expect(await outcome(partner, newEvent({ ...withdrawn }))).toBe(tells);
    expect(await outcome(partner, change(WITHDRAW), newEvent({ ...withdrawn, seq: 3 }))).toBe(
      tells,
    );
    expect(
      await outcome(partner, change(WITHDRAW), newEvent({ ...withdrawn, to_stage: "SUBMITTED" })),
    ).toBe(tells);
    expect(
      await outcome(
        partner,
        change(WITHDRAW),
        newEvent({ ...withdrawn, at: sql`now() - interval '1 day'` }),
      ),
    ).toBe(tells);
    expect(await outcome(partner, change(WITHDRAW), newEvent(withdrawn))).toBe("done");
  });

  test("of a rival's lead is answered like one of a lead that nobody has", async () => {
    const asRival = { partner_id: uuidOf(rival.partnerId ?? alpha), actor_id: rival.actorId ?? "" };
    const ofRival = await outcome(rival, newEvent(asRival));
    expect(ofRival).toBe("lead_event_tells_the_lead");
    expect(await outcome(rival, newEvent({ ...asRival, lead_id: randomUUID() }))).toBe(ofRival);
  });

  test("names who acts, on which side", async () => {
    const other = newEvent({ ...withdrawn, actor_id: randomUUID() });
    expect(await outcome(partner, change(WITHDRAW), other)).toBe("lead_event_actor");
    const posing = newEvent({ ...withdrawn, by_vendor: "true" });
    expect(await outcome(partner, change(WITHDRAW), posing)).toBe("lead_event_actor");
    const hiding = newEvent({ seq: 2, to_stage: "SAL", actor_id: vendor.actorId ?? "" });
    expect(await outcome(vendor, change(ACCEPT), hiding)).toBe("lead_event_actor");
  });

  test("is of a move that the stage table has for the role", async () => {
    const move = "lead_event_move";
    const as = (values: Values) =>
      outcome(partner, change(WITHDRAW), newEvent({ ...withdrawn, ...values }));
    expect(await as({ type: "REJECTED" })).toBe(move);
    expect(await as({ from_stage: "NONE" })).toBe(move);
    expect(await as({ passed: "{MQL}" })).toBe(move);
    const accepted = (values: Values) =>
      newEvent({
        seq: 2,
        type: "ACCEPTED",
        from_stage: "SUBMITTED",
        to_stage: "SAL",
        by_vendor: "true",
        actor_id: vendor.actorId ?? "",
        passed: "{MQL}",
        ...values,
      });
    expect(await outcome(vendor, change(ACCEPT), accepted({ type: "QUALIFIED" }))).toBe(move);
    expect(await outcome(vendor, change(ACCEPT), accepted({ passed: "{}" }))).toBe(move);
    // the event itself is let through; an acceptance must name the account that it protects besides
    expect(await outcome(vendor, change(ACCEPT), accepted({}))).toBe(
      "protection_window_has_account",
    );
  });
});

describe("a claim", () => {
  const claim = (): Sql =>
    insert("lead_claim", { partner_id: uuidOf(alpha), kind: "EMAIL", key: lead, lead_id: lead });
  const claims = async (): Promise<number> =>
    (await world.asOwner("select from lead_claim where lead_id = $1", [lead])).length;

  const contact = (): Sql =>
    insert("contact", {
      id: uuidOf(newId("cnt")),
      lead_id: lead,
      partner_id: uuidOf(alpha),
      is_primary: "true",
      name: "Anna",
      email: "anna@nord.example",
      email_key: lead,
      consent_basis: "CONSENT",
    });

  test("of an open lead stays, whoever deletes it", async () => {
    await outcome(partner, claim(), contact());
    for (const session of [partner, vendor, systemSession("t")]) {
      expect(await outcome(session, sql`delete from lead_claim`)).toBe("done");
      expect(await claims()).toBe(1);
    }
  });

  test("of an open lead goes once no contact of it has the address", async () => {
    await outcome(partner, claim(), contact());
    const corrected = sql`update contact set email_key = 'else' where lead_id = ${lead}::uuid`;
    expect(await outcome(partner, corrected, sql`delete from lead_claim`)).toBe("done");
    expect(await claims()).toBe(0);
  });

  test("goes when the lead closes", async () => {
    await outcome(partner, claim());
    expect(await outcome(partner, change(WITHDRAW))).toBe("done");
    expect(await claims()).toBe(0);
  });
});

describe("what a call leaves behind", () => {
  const claimKey = (key: string): Sql =>
    insert("idempotency_claim", {
      partner_id: uuidOf(alpha),
      mutation: "m",
      key,
      request_hash: sql`sha256('x')`,
      created_at: now,
    });
  const keep = (key: string): Sql =>
    sql`update idempotency_claim set outcome = '{}' where key = ${key}::text`;

  test("is an outcome that is kept once", async () => {
    expect(await outcome(partner, claimKey("k1"), keep("k1"))).toBe("done");
    expect(await outcome(partner, keep("k1"))).toBe("idempotency_claim_outcome_stands");
    const given = sql`insert into idempotency_claim (partner_id, mutation, key, request_hash, created_at, outcome)
      values (${uuidOf(alpha)}::uuid, 'm', 'k2', sha256('x'), now(), '{}')`;
    expect(await outcome(partner, given)).toBe(DENIED);
  });

  const audit = (session: Session, changed: Values = {}): Sql =>
    insert("audit_entry", {
      id: uuidOf(newId("aud")),
      at: now,
      mutation: "m",
      outcome: "DONE",
      partner_id: session.partnerId === null ? sql`null` : uuidOf(session.partnerId),
      actor_id: session.actorId ?? sql`null`,
      actor_kind: "MEMBER",
      subject_ids: "{}",
      request_id: "r",
      ...changed,
    });

  test("is an audit row of who acts", async () => {
    const somebody = { actor_id: randomUUID() };
    expect(await outcome(partner, audit(partner))).toBe("done");
    expect(await outcome(partner, audit(partner, somebody))).toBe("audit_entry_actor");
    expect(await outcome(vendor, audit(vendor, somebody))).toBe("audit_entry_actor");
    expect(await outcome(systemSession("t"), audit(systemSession("t"), somebody))).toBe(
      "audit_entry_actor",
    );
    expect(await outcome(authSession("t"), audit(authSession("t"), somebody))).toBe("done");
  });

  test("is, of a partner's, of its own members and keys", async () => {
    const of = (values: Values) => outcome(partner, audit(partner, values));
    expect(await of({ actor_kind: "API_KEY" })).toBe("done");
    expect(await of({ actor_kind: "SYSTEM" })).toBe("audit_entry_of_partner");
    expect(await of({ actor_kind: "ANONYMOUS" })).toBe("audit_entry_of_partner");
    expect(await of({ partner_id: sql`null` })).toBe("audit_entry_of_partner");
    expect(await of({ partner_id: uuidOf(rival.partnerId ?? alpha) })).toBe(
      "audit_entry_of_partner",
    );
    expect(await of({ id: randomUUID() })).toBe("audit_entry_id_is_new");
  });
});

test("an invitation names its inviter by who acts: a rival's member is answered like nobody's", async () => {
  const invite = (invitedBy: string): Sql =>
    insert("invitation", {
      id: uuidOf(newId("inv")),
      partner_id: uuidOf(alpha),
      email: "a@b.com",
      display_name: "A",
      roles: "{PARTNER_MEMBER}",
      invited_by: invitedBy,
      created_at: now,
      expires_at: sql`now() + interval '1 day'`,
    });
  const [user, member] = [randomUUID(), rival.actorId ?? ""];
  await world.asOwner(
    "insert into app_user (id, email, side, created_at, updated_at) values ($1, 'm@b.com', 'PARTNER', now(), now())",
    [user],
  );
  await world.asOwner(
    `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
     values ($1, $2, $3, 'M', 'm@b.com', '{PARTNER_MEMBER}', now(), now())`,
    [member, user, uuidOf(rival.partnerId ?? alpha)],
  );

  expect(await outcome(partner, invite(member))).toBe(DENIED);
  expect(await outcome(partner, invite(randomUUID()))).toBe(DENIED);
});

describe("a partner brings a returned lead back", () => {
  const returnIt = () =>
    world.asOwner(
      `set session_replication_role = replica;
       update lead set stage = 'RECYCLED', reason_code = 'TIMING_LATER', revisit_on = '2099-01-01' where id = '${lead}';
       set session_replication_role = default`,
    );
  const bringBack = (set: string) =>
    outcome(
      partner,
      sql`update lead
        set version = version + 1, updated_at = now(), stage_entered_at = now(), ${trustedText(set)}
        where id = ${lead}::uuid`,
    );

  test("with its return past and its stamp, once", async () => {
    await returnIt();
    expect(
      await bringBack(
        "stage = 'MQL', marketing_qualified_at = now(), reason_code = null, revisit_on = null",
      ),
    ).toBe("done");
  });

  test.each(["stage = 'MQL', reason_code = 'OTHER'", "stage = 'MQL', revisit_on = '2030-01-01'"])(
    "and writes nothing else of it: %s",
    async (set) => {
      await returnIt();
      expect(await bringBack(set)).toBe("lead_own_move");
    },
  );

  test.each([
    "stage = 'WITHDRAWN', marketing_qualified_at = now()",
    "stage = 'WITHDRAWN', reason_code = 'OTHER'",
    "stage = 'WITHDRAWN', revisit_on = '2030-01-01'",
  ])("and no lead that was not returned: %s", async (set) => {
    expect(await bringBack(set)).toBe("lead_own_move");
  });
});
