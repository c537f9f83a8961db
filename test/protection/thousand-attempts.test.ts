import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { ALL_ROLES, ROLES } from "../../src/identity/index.ts";
import { putBountyInForce } from "../../src/incentives/index.ts";
import { money, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { lapseConflicts, matchLead } from "../../src/protection/index.ts";
import { canonical } from "../support/canonical.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { fullest, partnersMayHave } from "../support/fullest.ts";
import { CRITERIA, metAnswers, registration } from "../support/living-world.ts";
import { done, mutationDocument } from "../support/mutate.ts";
import { runImports } from "../support/run-imports.ts";
import { sendFile } from "../support/send-file.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { ServedWorld } from "../support/served-world.ts";

// A rival tries a thousand times to learn whether a company is somebody else's. Each attempt is made for a
// company that is held and for one that is nobody's, in an order that is thrown. What comes back must be the
// same to the byte, and must have cost the same.

let world: ServedWorld;
let staff: CastMember;
let holders: readonly CastMember[];
let rival: CastMember;
let viewOfLead: string;

beforeAll(async () => {
  world = await openServedWorld();
  const vendorRoles = ALL_ROLES.filter((role) => ROLES[role].side === "VENDOR");
  staff = await plantMember(world, vendorRoles, null, { name: "Staff" });
  await putBountyInForce(
    { query: (text, values) => world.asOwner(text, [...values]) },
    {
      amount: money(20_000n, "EUR"),
      effectiveAt: new Date("2020-01-01"),
      draftedBy: staff.memberId,
      approvedBy: newId("mem"),
    },
  );
  holders = [await partner("Alpha"), await partner("Gamma")];
  rival = await partner("Beta");
  const isAsked = partnersMayHave(world.schema);
  viewOfLead = fullest(world.schema, "Lead", { depth: 2, first: 3, isAsked });
  // its quota of checks is used up: what is asked beyond it must tell nothing either
  await world.asOwner("update program set checks_per_day = 1");
  await done(world, rival.key, "checkLead", { company: { name: "Anybody" } }, "availability");
  world.stopForgettingCredentials();
  await world.ask(rival.key, "{ viewer { side } }");
});
afterAll(() => world.close());

async function partner(name: string): Promise<CastMember> {
  const input = { name, country: "DE", state: "ACTIVE" };
  const payload = await done(world, staff.key, "createPartner", input, "partner { id }");
  const id: PartnerId = payload["partner"].id;
  return plantMember(world, ["PARTNER_ADMIN", "PARTNER_MEMBER"], id, { name });
}

const partnerOf = ({ partnerId }: CastMember) => partnerId ?? newId("prt");

/** A company and its person, told apart from all others by its name alone. */
const newProspect = () => `q${randomBytes(8).toString("hex")}q`;

async function register(by: CastMember, prospect: string): Promise<LeadId> {
  const payload = await done(world, by.key, "registerLead", registration(prospect), "lead { id }");
  await match(by, payload["lead"].id);
  return payload["lead"].id;
}

const jobs = () => ({ database: world.database, newId, clock: () => new Date() });
const match = (by: CastMember, leadId: LeadId) =>
  matchLead(jobs())({ leadId, partnerId: partnerOf(by) }, "job");

const move = (verb: string, leadId: LeadId, more: object = {}) =>
  done(world, staff.key, verb, { leadId, ...more });

/** The ways in which a company can be somebody's. */
const HELD: Readonly<Record<string, (prospect: string, by: CastMember) => Promise<unknown>>> = {
  "waits for its review": (prospect, by) => register(by, prospect),
  "was promoted": async (prospect, by) => move("promoteLead", await register(by, prospect)),
  "was asked about": async (prospect, by) =>
    move("requestInformation", await register(by, prospect), {
      questions: [{ field: "NOTES", question: "Why now?" }],
    }),
  "is protected": async (prospect, by) => move("acceptLead", await register(by, prospect)),
  "is an SQL that earned": async (prospect, by) => qualified(await register(by, prospect)),
  "was won": async (prospect, by) => {
    const leadId = await register(by, prospect);
    await qualified(leadId);
    const amount = { amount: "5000", currency: "EUR" };
    await move("convertLead", leadId, { amount, closeOn: "2099-06-30" });
    await move("winLead", leadId, { amount, closedOn: "2026-01-01" });
  },
  "was returned": async (prospect, by) =>
    move("returnLead", await register(by, prospect), {
      reasonCode: "TIMING_LATER",
      revisitOn: "2099-01-01",
    }),
  "was rejected": async (prospect, by) =>
    move("rejectLead", await register(by, prospect), { reasonCode: "EXISTING_CUSTOMER" }),
  "is disputed already": async (prospect) => {
    for (const holder of holders) await register(holder, prospect);
  },
  "is the vendor's own": (prospect) =>
    done(world, staff.key, "recordDirectClaim", {
      company: registration(prospect)["company"],
      evidence: "Minutes of the first meeting",
    }),
};

async function qualified(leadId: LeadId): Promise<void> {
  await move("acceptLead", leadId);
  const answers = metAnswers();
  await move("qualifyLead", leadId, { criteriaVersionId: CRITERIA, answers });
}

/** What the rival knows of its own lead while it tries. */
interface Trying {
  readonly prospect: string;
  leadId: LeadId | null;
}

const query = (text: string) => (trying: Trying) => ({
  document: `query ($id: ID!, $word: String!, $reference: String!) {
    search: leads(search: $word, first: 3) { totalCount nodes { id } }
    byReference: lead(by: { externalReference: $reference }) { id stage }
    node(id: $id) { __typename }
    ${text}
  }`,
  variables: {
    id: trying.leadId ?? newId("lead"),
    word: trying.prospect,
    reference: `${trying.prospect}-ref`,
  },
});

/** A mutation of the rival's, with all that comes back. */
function mutation(field: string, input: (trying: Trying) => object) {
  return (trying: Trying) => {
    const payload = world.schema.getMutationType()?.getFields()[field]?.type.toString() ?? "";
    const selection = fullest(world.schema, payload.replaceAll(/\W/g, ""), { depth: 2, first: 3 });
    return {
      document: mutationDocument(world, field, selection, true),
      variables: { input: input(trying), key: newId("evt") },
    };
  };
}

type Attempt = (trying: Trying) => { document: string; variables: Record<string, unknown> };

/** In this order, for each company. */
const attempts = (): Readonly<Record<string, Attempt>> => {
  const company = (prospect: string) => registration(prospect)["company"];
  const ofLead = (more: (trying: Trying) => object) => (trying: Trying) => ({
    leadId: trying.leadId,
    ...more(trying),
  });
  return {
    "looking for it among its own": query(""),
    "checking beyond its quota": mutation("checkLead", ({ prospect }) => ({
      company: company(prospect),
    })),
    "registering it among others": mutation("registerLeads", ({ prospect }) => ({
      errorPolicy: "REJECT_ALL",
      rows: [
        { lead: registration(prospect) },
        { lead: { ...registration(prospect), externalReference: null } },
      ],
    })),
    "registering it": mutation("registerLead", ({ prospect }) => registration(prospect)),
    "reading its lead after the comparison": query(
      `lead(by: { id: $id }) { ${viewOfLead} }
       leads(first: 1, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { id version updatedAt } }`,
    ),
    "correcting the company": mutation(
      "updateLead",
      ofLead(({ prospect }) => ({ company: { domain: `www.${prospect}.com`, taxId: null } })),
    ),
    "adding the person that others know": mutation(
      "addContact",
      ofLead(({ prospect }) => ({
        contact: {
          name: "Other",
          email: `${prospect}+2@other-${prospect}.com`,
          consent: { basis: "CONSENT" },
        },
      })),
    ),
    "taking it back": mutation(
      "withdrawLead",
      ofLead(() => ({})),
    ),
    "registering it once more": mutation("registerLead", ({ prospect }) => ({
      ...registration(prospect),
      externalReference: null,
    })),
    "reading everything at the end": query(`lead(by: { id: $id }) { ${viewOfLead} }`),
  };
};

interface Seen {
  readonly attempt: string;
  readonly held: string | null;
  readonly text: string;
}

/** Makes each attempt for each company, and says what could be seen of it. */
async function tryAll(
  companies: readonly { readonly prospect: string; readonly held: string | null }[],
): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const all = attempts();
  for (const { prospect, held } of companies) {
    const trying: Trying = { prospect, leadId: null };
    const names = { [prospect]: "(prospect)", [prospect.toUpperCase()]: "(PROSPECT)" };
    for (const [attempt, of] of Object.entries(all)) {
      const { document, variables } = of(trying);
      const { result, statements, roundTrips } = await world.costOf(() =>
        world.ask(rival.key, document, variables, { headers: { "x-request-id": "rival-request" } }),
      );
      const text = JSON.stringify({ ...canonical(result, names), statements, roundTrips });
      if (!result.data) throw new Error(`${attempt}: ${result.text}`);
      seen.push({ attempt, held, text });
      const registered = result.data?.["registerLead"]?.lead?.id;
      if (registered) {
        trying.leadId = registered;
        await match(rival, registered);
      }
      if (attempt === "taking it back" && trying.leadId)
        await lapseConflicts(jobs())({ leadId: trying.leadId, partnerId: partnerOf(rival) }, "job");
    }
  }
  return seen;
}

/** Companies that are held, in every way, among as many that nobody has. */
async function companiesOf(perWay: number) {
  const companies: { prospect: string; held: string | null }[] = [];
  for (let round = 0; round < perWay; round += 1) {
    for (const [held, hold] of Object.entries(HELD)) {
      const prospect = newProspect();
      await hold(prospect, holders[round % holders.length]!);
      companies.push({ prospect, held }, { prospect: newProspect(), held: null });
    }
  }
  return companies.toSorted((one, other) => (one.prospect < other.prospect ? -1 : 1));
}

/** By attempt, what tells companies that are held from those that are not. */
function differences(seen: readonly Seen[]): Readonly<Record<string, readonly string[]>> {
  const byAttempt: Record<string, readonly string[]> = {};
  for (const attempt of new Set(seen.map((each) => each.attempt))) {
    const texts = new Set(seen.filter((each) => each.attempt === attempt).map((each) => each.text));
    const [one = "", other] = texts;
    if (other !== undefined) byAttempt[attempt] = whereTheyPart(one, other);
  }
  return byAttempt;
}

/** The pieces of two texts around the first place where they are not the same. */
function whereTheyPart(one: string, other: string): readonly string[] {
  const place = [...one].findIndex((letter, index) => letter !== other[index]);
  return [one, other].map((text) => text.slice(Math.max(0, place - 80), place + 80));
}

test("in a thousand attempts a rival sees the same of what is held and of what is not", async () => {
  const companies = await companiesOf(5);
  const seen = await tryAll(companies);

  expect(seen).toHaveLength(1_000);
  expect(differences(seen)).toEqual({});
  // the comparison had found what it is to find: there was something to tell
  const [found] = await world.asOwner<{ n: number }>(
    "select count(*)::integer as n from conflict join lead on lead.id = challenger_lead_id where partner_id = $1",
    [uuidOf(partnerOf(rival))],
  );
  expect(found?.n).toBeGreaterThan(30);
}, 300_000);

test("a file of companies comes back alike, row by row, whoever has them", async () => {
  const companies = await companiesOf(1);
  const header = "company,domain,name,email,consent,reference\n";
  const rows = companies.map(
    ({ prospect: name }) => `${name},${name}.com,Anna,a@${name}.com,CONSENT,${name}-ref\n`,
  );
  for (const dryRun of [true, false]) {
    const uploadId = await sendFile(world, rival.key, {
      purpose: "IMPORT",
      fileName: "leads.csv",
      contentType: "text/csv",
      bytes: header + rows.join(""),
    });
    const selection = fullest(world.schema, "ImportRun", { depth: 2, first: 100 });
    const input = { uploadId, format: "CSV", dryRun };
    const asked = await done(world, rival.key, "importLeads", input, "importRun { id }");
    await runImports(world);
    const read = await world.ask(
      rival.key,
      `query ($id: ID!) { node(id: $id) { ... on ImportRun { ${selection} } } }`,
      { id: asked["importRun"].id },
    );
    expect(read.data?.["node"]).toMatchObject({
      status: "DONE",
      doneRows: companies.length,
      refusedCount: 0,
    });
  }
});

const shortRun = async () => Object.keys(differences(await tryAll(await companiesOf(1))));

test("a date that moves when a conflict opens is noticed", async () => {
  await world.asOwner(`
    create function leak() returns trigger language plpgsql security definer as $$
    begin
      update lead set updated_at = updated_at + interval '1 hour' where id = new.challenger_lead_id;
      return null;
    end $$`);
  await world.asOwner("alter table lead disable trigger lead_guard");
  await world.asOwner(
    "create trigger leak after insert on conflict for each row execute function leak()",
  );
  try {
    expect(await shortRun()).toContain("reading its lead after the comparison");
  } finally {
    await world.asOwner("drop function leak cascade");
    await world.asOwner("alter table lead enable trigger lead_guard");
  }
});

test("a round trip more for a company that is held is noticed, though the answer is the same", async () => {
  await world.asOwner("create sequence twice");
  await world.asOwner("grant usage on sequence twice to public");
  await world.asOwner(`
    create function leak() returns trigger language plpgsql security definer as $$
    begin
      if exists (select from company where domain = new.domain and partner_id <> new.partner_id)
        and nextval('twice') % 2 = 1
      then
        raise exception 'again' using errcode = 'serialization_failure';
      end if;
      return new;
    end $$`);
  await world.asOwner(
    "create trigger leak before insert on company for each row execute function leak()",
  );
  try {
    expect(await shortRun()).toContain("registering it");
  } finally {
    await world.asOwner("drop function leak cascade");
    await world.asOwner("drop sequence twice");
  }
});
