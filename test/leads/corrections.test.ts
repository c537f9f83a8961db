import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import type { CastMember } from "../support/cast.ts";
import { openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { newName } from "../support/mutation-samples.ts";
import type { Json } from "../support/served-world.ts";

let world: LivingWorld;
let partner: string;
let owner: string;

beforeAll(async () => {
  world = await openLivingWorld();
  partner = world.members.PARTNER_MEMBER.key;
  owner = world.members.SALES_REP.key;
});
afterAll(() => world.close());

async function register(name: string, by: CastMember = world.members.PARTNER_MEMBER) {
  const { lead } = await done(world, by.key, "registerLead", registration(name), "lead { id }");
  await match(lead.id, by);
  return lead.id as LeadId;
}

async function match(leadId: LeadId, by: CastMember = world.members.PARTNER_MEMBER) {
  if (by.partnerId === null) throw new Error("a partner's member has a partner");
  const job = matchLead({ database: world.database, newId, clock: () => new Date() });
  await job({ leadId, partnerId: by.partnerId }, "job");
}

async function accepted(name: string): Promise<LeadId> {
  const leadId = await register(name);
  await done(world, owner, "acceptLead", { leadId });
  return leadId;
}

const refusal = async (bearer: string, verb: string, input: Json): Promise<Json> => {
  const { data, text } = await mutate(world, bearer, verb, input);
  const [error] = data?.[verb]?.errors ?? [];
  if (!error) throw new Error(text);
  return error;
};

const said = async (leadId: LeadId, bearer = partner): Promise<Json> => {
  const { data } = await world.ask(
    bearer,
    `query ($id: ID!) { lead(by: { id: $id }) {
      stage version claimedAt notes estimatedValue { amount currency }
      company { name domain country taxId } contact { name email phone jobTitle }
      corrections { nodes { state fields companyName companyDomain companyTaxId contactEmail contactPhone declineReason } }
      timeline(last: 1) { nodes { type fields comment } } } }`,
    { id: leadId },
  );
  return data?.["lead"];
};

const claimsOf = async (leadId: LeadId): Promise<string[]> => {
  const rows = await world.asOwner<{ claim: string }>(
    "select kind || ' ' || key as claim from lead_claim where lead_id = $1 and key not like 'tax:%' order by claim",
    [uuidOf(leadId)],
  );
  return rows.map((row) => row.claim);
};

describe("before acceptance", () => {
  test("its partner corrects everything at once: what is left out stays, null clears, and the claim's time stands", async () => {
    const name = newName();
    const leadId = await register(name);
    const before = await said(leadId);

    await done(world, partner, "updateLead", {
      leadId,
      company: { domain: `${name}.net`, taxId: null },
      contact: { email: `Anna+fair@${name}.net`, jobTitle: "Head of purchasing" },
      notes: null,
      estimatedValue: { amount: "99.50", currency: "CHF" },
      comment: "Typed wrong",
    });

    const after = await said(leadId);
    expect(after).toMatchObject({
      stage: "SUBMITTED",
      version: 2,
      claimedAt: before["claimedAt"],
      notes: null,
      estimatedValue: { amount: "99.50", currency: "CHF" },
      company: { name, domain: `${name}.net`, country: "DE", taxId: null },
      contact: {
        name: `${name} person`,
        email: `Anna+fair@${name}.net`,
        phone: "+4930123456",
        jobTitle: "Head of purchasing",
      },
      corrections: { nodes: [] },
    });
    expect(after["timeline"].nodes).toEqual([
      {
        type: "CORRECTED",
        fields: [
          "COMPANY_DOMAIN",
          "COMPANY_TAX_ID",
          "CONTACT_EMAIL",
          "CONTACT_JOB_TITLE",
          "NOTES",
          "ESTIMATED_VALUE",
        ],
        comment: "Typed wrong",
      },
    ]);
    expect(await claimsOf(leadId)).toEqual([
      `COMPANY domain:${name}.net`,
      `EMAIL anna@${name}.net`,
    ]);
  });

  test("what it claimed is free for its partner's next lead, and what it claims now is not", async () => {
    const [old, name] = [newName(), newName()];
    const leadId = await register(old);
    await done(world, partner, "updateLead", {
      leadId,
      company: { name, domain: `${name}.com`, taxId: `${name} tax` },
      contact: { email: `${name}@${name}.com` },
    });

    expect(await refusal(partner, "registerLead", registration(name))).toMatchObject({
      code: "DUPLICATE_LEAD",
    });
    const again = { ...registration(old), externalReference: null };
    await done(world, partner, "registerLead", again);
  });

  test("it may not become a duplicate of its partner's other lead", async () => {
    const [one, other] = [newName(), newName()];
    const first = await register(one);
    const leadId = await register(other);
    const byPerson = await mutate(
      world,
      partner,
      "updateLead",
      { leadId, contact: { email: `${one}+tag@${one}.com` } },
      { selection: "errors { code path ... on DuplicateLeadError { existingLeadId matchedOn } }" },
    );
    expect(byPerson.data?.["updateLead"].errors).toEqual([
      {
        code: "DUPLICATE_LEAD",
        path: ["contact", "email"],
        existingLeadId: first,
        matchedOn: ["EMAIL"],
      },
    ]);
    expect(
      await refusal(partner, "updateLead", { leadId, company: { domain: `www.${one}.com` } }),
    ).toMatchObject({ code: "DUPLICATE_LEAD", path: ["company"] });
    expect((await said(leadId))["version"]).toBe(1);
    expect(await claimsOf(leadId)).toHaveLength(2);
  });

  test("it waits to be matched anew before it can be accepted, and a rival's claim on what it says now stands in the way", async () => {
    const [rivals, name] = [newName(), newName()];
    await register(rivals, world.rival);
    const leadId = await register(name);
    await done(world, partner, "updateLead", { leadId, company: { domain: `${rivals}.com` } });

    expect(await refusal(owner, "acceptLead", { leadId })).toMatchObject({
      code: "MATCHING_PENDING",
    });
    await match(leadId);
    expect(await refusal(owner, "acceptLead", { leadId })).toMatchObject({ code: "CONFLICT_OPEN" });
  });

  test("a correction of what it is not matched by leaves it matched", async () => {
    const leadId = await register(newName());
    await done(world, partner, "updateLead", { leadId, notes: "Call in the afternoon" });
    const { lead } = await done(world, owner, "acceptLead", { leadId }, "lead { stage }");
    expect(lead.stage).toBe("SAL");
  });

  test("matching is queued where a rival is looked for anew, and only there", async () => {
    const leadId = await register(newName());
    const jobs = () =>
      world.asOwner<{ revision: number }>(
        "select revision from graphile_worker.jobs where key = 'match_lead:' || $1::text",
        [uuidOf(leadId)],
      );
    const [queued] = await jobs();
    await done(world, partner, "updateLead", { leadId, notes: "Nothing to match" });
    expect(await jobs()).toEqual([queued]);
    await done(world, partner, "updateLead", { leadId, contact: { phone: "+49 40 7654321" } });
    expect(await jobs()).not.toEqual([queued]);
  });
});

test("a correction that says what the lead says already changes nothing", async () => {
  const name = newName();
  const leadId = await register(name);
  const same = {
    leadId,
    company: { name, domain: `https://www.${name}.com/` },
    notes: `${name} notes`,
  };
  expect(await refusal(partner, "updateLead", same)).toMatchObject({ code: "ALREADY_DONE" });
  expect(await refusal(partner, "updateLead", { leadId })).toMatchObject({ code: "ALREADY_DONE" });
  expect((await said(leadId))["version"]).toBe(1);
});

test.each([
  [{ company: { name: null } }, ["company", "name"]],
  [{ contact: { email: " " } }, ["contact", "email"]],
  [{ contact: { phone: "030 123456" } }, ["contact", "phone"]],
  [{ company: { country: "Germany" } }, ["company", "country"]],
])("%j is no correction, and the answer names the field", async (wrong, path) => {
  const leadId = await register(newName());
  expect(await refusal(partner, "updateLead", { leadId, ...wrong })).toMatchObject({
    code: "VALIDATION_FAILED",
    path,
  });
});

test("a rival corrects nothing, and is told what it is told of a lead that never was", async () => {
  const leadId = await register(newName());
  const error = await refusal(world.rival.key, "updateLead", { leadId, notes: "Mine" });
  expect(error).toMatchObject({ code: "NOT_FOUND", path: ["leadId"] });
  expect((await said(leadId))["version"]).toBe(1);
});

describe("once it was accepted", () => {
  test("what it is matched by is proposed, and all else is done at once", async () => {
    const name = newName();
    const leadId = await accepted(name);
    await done(world, partner, "updateLead", {
      leadId,
      company: { taxId: "DE 811 907 980" },
      contact: { name: "Anna Berg", phone: null },
      notes: "Prefers e-mail",
    });

    expect(await said(leadId)).toMatchObject({
      version: 3,
      notes: "Prefers e-mail",
      company: { taxId: `${name} tax` },
      contact: { name: "Anna Berg", phone: "+4930123456" },
      corrections: {
        nodes: [
          {
            state: "OPEN",
            fields: ["COMPANY_TAX_ID", "CONTACT_PHONE"],
            companyTaxId: "DE 811 907 980",
            contactPhone: null,
          },
        ],
      },
      timeline: { nodes: [{ type: "CORRECTION_PROPOSED" }] },
    });
  });

  test("its owner takes the change: the lead says so, claims it and is matched by it", async () => {
    const name = newName();
    const leadId = await accepted(name);
    const contact = { email: `bert@${name}.net`, phone: null };
    await done(world, partner, "updateLead", {
      leadId,
      company: { domain: `${name}.net` },
      contact,
    });
    expect(await claimsOf(leadId)).toEqual([
      `COMPANY domain:${name}.com`,
      `EMAIL ${name}@${name}.com`,
    ]);

    await done(world, owner, "takeCorrection", { leadId, comment: "Seen on their site" });

    expect(await said(leadId)).toMatchObject({
      company: { domain: `${name}.net` },
      contact: { email: `bert@${name}.net`, phone: null, name: `${name} person` },
      corrections: { nodes: [{ state: "TAKEN", declineReason: null }] },
      timeline: { nodes: [{ type: "CORRECTION_TAKEN", comment: "Seen on their site" }] },
    });
    expect(await claimsOf(leadId)).toEqual([
      `COMPANY domain:${name}.net`,
      `EMAIL bert@${name}.net`,
    ]);
  });

  test("its owner declines the change and says why: the lead stays as it is", async () => {
    const name = newName();
    const leadId = await accepted(name);
    await done(world, partner, "updateLead", { leadId, company: { name: "Somebody else" } });
    expect(await refusal(owner, "declineCorrection", { leadId, comment: " " })).toMatchObject({
      code: "VALIDATION_FAILED",
      path: ["comment"],
    });
    await done(world, owner, "declineCorrection", { leadId, comment: "That is another firm" });

    expect(await said(leadId)).toMatchObject({
      company: { name },
      corrections: { nodes: [{ state: "DECLINED", declineReason: "That is another firm" }] },
      timeline: { nodes: [{ type: "CORRECTION_DECLINED", comment: "That is another firm" }] },
    });
    expect(await refusal(owner, "takeCorrection", { leadId })).toMatchObject({
      code: "BUSINESS_RULE",
    });
  });

  test("a new proposal takes the place of the one that is open", async () => {
    const leadId = await accepted(newName());
    await done(world, partner, "updateLead", { leadId, company: { country: "AT" } });
    await done(world, partner, "updateLead", { leadId, company: { country: "CH" } });
    const { corrections } = await said(leadId);
    expect(corrections.nodes.map((each: Json) => each["state"])).toEqual(["OPEN", "REPLACED"]);
    await done(world, owner, "takeCorrection", { leadId });
    expect((await said(leadId))["company"].country).toBe("CH");
  });

  test("a proposal lapses when the lead is returned or closed", async () => {
    const leadId = await accepted(newName());
    await done(world, partner, "updateLead", { leadId, company: { country: "AT" } });
    await done(world, owner, "disqualifyLead", { leadId, reasonCode: "NO_BUDGET" });
    expect((await said(leadId))["corrections"].nodes).toMatchObject([{ state: "LAPSED" }]);
  });

  test("a manager may decide it, and no other representative", async () => {
    const leadId = await accepted(newName());
    await done(world, partner, "updateLead", { leadId, company: { country: "AT" } });
    await setOwner(leadId);
    expect(await refusal(owner, "takeCorrection", { leadId })).toMatchObject({ code: "FORBIDDEN" });
    await done(world, world.members.SALES_MANAGER.key, "takeCorrection", { leadId });
  });

  test("a change that would make it a duplicate of its partner's other lead is not even proposed", async () => {
    const other = newName();
    await register(other);
    const leadId = await accepted(newName());
    expect(
      await refusal(partner, "updateLead", { leadId, company: { domain: `${other}.com` } }),
    ).toMatchObject({ code: "DUPLICATE_LEAD" });
    expect((await said(leadId))["corrections"].nodes).toEqual([]);
  });
});

/** Gives the lead to somebody else, past the verbs: none does yet. */
async function setOwner(leadId: LeadId): Promise<void> {
  await world.asOwner(
    `begin; set local session_replication_role = replica;
     update lead set owner_id = gen_random_uuid() where id = '${uuidOf(leadId)}'; commit;`,
  );
}

test("two corrections at once are made one after the other, and each is an event of its own", async () => {
  const leadId = await register(newName());
  await Promise.all(
    ["first", "second", "third"].map((notes) =>
      done(world, partner, "updateLead", { leadId, notes }),
    ),
  );
  expect((await said(leadId))["version"]).toBe(4);
});

test("of two leads that are corrected to one person at once, one is and the other is a duplicate", async () => {
  const leads = [await register(newName()), await register(newName())];
  const email = `${newName()}@wanted.example`;
  const answers = await Promise.all(
    leads.map((leadId) => mutate(world, partner, "updateLead", { leadId, contact: { email } })),
  );
  const codes = answers.map(({ data }): string => data?.["updateLead"].errors[0]?.code ?? "done");
  expect(codes.toSorted()).toEqual(["DUPLICATE_LEAD", "done"]);
});

test("the database lets no claim go that the lead still holds", async () => {
  const leadId = await register(newName());
  const session = {
    role: "partner",
    partnerId: world.alpha,
    actorId: uuidOf(world.members.PARTNER_MEMBER.memberId),
    requestId: "test",
  } as const;
  await world.database.transaction(session, async (tx) => {
    tx.queue(sql`delete from lead_claim where lead_id = ${uuidOf(leadId)}::uuid`);
    return null;
  });
  expect(await claimsOf(leadId)).toHaveLength(2);
});
