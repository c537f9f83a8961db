import { randomUUID } from "node:crypto";

import { getNamedType, isCompositeType, isObjectType, Kind, parse, print } from "graphql";
import type { GraphQLField } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { Id, Prefix } from "../../src/kernel/index.ts";
import { accessOf } from "../../src/platform/graphql/access.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { fullest, partnersMayHave } from "../support/fullest.ts";
import { idPlaces } from "../support/id-places.ts";
import type { IdPlace } from "../support/id-places.ts";
import { withValueAt } from "../support/input-places.ts";
import { CANARY, openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutationDocument } from "../support/mutate.ts";
import { fromElsewhere, sampleInput } from "../support/mutation-samples.ts";
import { plantLead } from "../support/plant-lead.ts";
import type { Answer, AskOptions } from "../support/served-world.ts";

// Alpha's is what nobody else may learn of; Beta's administrator, the rival, looks for it.
let world: LivingWorld;
let own: Readonly<Partial<Record<Prefix, readonly string[]>>>;

beforeAll(async () => {
  world = await openLivingWorld();
  own = await alphasIds();
  // the rival asks for more days as well
  const ownerId = world.members.SALES_REP.memberId;
  await plantLead(world, { partnerId: world.beta, stage: "SAL", ownerId, asksForDays: true });
  world.stopForgettingCredentials();
  await world.ask(world.rival.key, "{ viewer { side } }");
});
afterAll(() => world.close());

/** Alpha's ids, and of what the vendor alone knows those that are about Alpha. */
async function alphasIds() {
  const alpha = uuidOf(world.alpha);
  const { members, leads, ids } = world;
  const rows = async <P extends Prefix>(prefix: P, table: string) => {
    const found = await world.asOwner<{ id: string }>(
      `select id from ${table} where partner_id = $1 order by id limit 3`,
      [alpha],
    );
    expect(found.length, table).toBeGreaterThan(0);
    return found.map((row) => idOf(prefix, row.id));
  };
  return {
    lead: Object.values(leads),
    prt: [world.alpha],
    mem: [members.PARTNER_ADMIN.memberId, ids.deactivated],
    key: [members.PARTNER_ADMIN.keyId, ids.revokedKey],
    inv: [ids.invitation],
    cfl: [ids.conflict],
    clc: [ids.claimConflict],
    acc: [ids.account],
    ext: [ids.extension],
    apl: [ids.appeal],
    dcl: [ids.directClaim],
    off: await rows("off", "offer"),
    asg: await rows("asg", "assignment"),
    lik: [ids.likeness],
    crd: [ids.credit],
    awd: [ids.award],
    sim: [ids.simulation],
    crp: [ids.criteriaReplay],
    exp: [ids.exportRun],
    glm: [ids.glMapping],
    rpt: [ids.report],
    atd: [ids.attributionDispute],
    txp: [ids.taxProfile],
    txf: [ids.taxForm],
    pac: [ids.payoutAccount],
    stm: [ids.statement],
    sdp: [ids.statementDispute],
    hld: [ids.creditHold],
    apv: [ids.approvalProposal],
    pol: [ids.approvalPolicy],
    bat: [ids.payoutBatch],
    pay: [ids.payout],
    bst: [ids.bankStatement],
    ben: [ids.bankEntry],
    rvs: [ids.creditReversal],
    rap: [ids.reversalAppeal],
    aud: [ids.auditEntry],
    cnt: await rows("cnt", "contact"),
    evt: await rows("evt", "lead_event"),
    irq: await rows("irq", "information_request"),
    cor: await rows("cor", "correction_proposal"),
    asm: await rows("asm", "assessment"),
    dsc: await rows("dsc", "discovery_call"),
    opp: await rows("opp", "opportunity"),
    evd: await rows("evd", "evidence"),
    tch: await rows("tch", "touchpoint"),
    icm: await rows("icm", "lead_internal_comment"),
    upl: await rows("upl", "upload"),
    imp: await rows("imp", "import_run"),
    // of a program in which the rival is not
    inc: [ids.incentiveProgram],
    pgv: [ids.programVersion],
  };
}

/** All that the rival has been told, without the ids that it named itself. */
const told: string[] = [];

/** All headers but the time, which is anybody's. */
const headersOf = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => name !== "date"));

interface Asked {
  readonly answer: Answer;
  readonly seen: unknown;
}

/** Asks as the rival; `seen` is all that could tell one id from another. */
async function askAsRival(
  named: string,
  document: string,
  variables: Readonly<Record<string, unknown>>,
  options: AskOptions = {},
): Promise<Asked> {
  const { result, statements, roundTrips } = await world.costOf(() =>
    world.ask(world.rival.key, document, variables, {
      headers: { "x-request-id": "rival-request", ...options.headers },
    }),
  );
  const headers = headersOf(result.headers);
  // a cursor is signed for its list's filter, and so for the id in it: its keys stay
  const text = result.text
    .replaceAll(named, "(id)")
    .replaceAll(/"([\w-]+)\.[\w-]{22}"/g, '"$1.(signature)"');
  told.push(text, JSON.stringify(headers));
  return { answer: result, seen: { status: result.status, headers, text, statements, roundTrips } };
}

const rootField = ({ root, field }: Pick<IdPlace, "root" | "field">) => {
  const type = root === "Query" ? world.schema.getQueryType() : world.schema.getMutationType();
  return type!.getFields()[field]!;
};

function queryDocument(field: GraphQLField<unknown, unknown>, depth = 2): string {
  const named = getNamedType(field.type);
  const inside = isCompositeType(named)
    ? ` { ${fullest(world.schema, named.name, { depth: isObjectType(named) ? depth : 0 })} }`
    : "";
  const { args } = field;
  const declared = args.map((each) => `$${each.name}: ${String(each.type)}`).join(", ");
  const given = args.map((each) => `${each.name}: $${each.name}`).join(", ");
  return args.length === 0
    ? `{ ${field.name}${inside} }`
    : `query (${declared}) { ${field.name}(${given})${inside} }`;
}

/** All of a lead three levels deep: more than one document may ask for, and so a document for each of its fields. */
async function askAllOfLead(named: string, leadId: string): Promise<readonly Asked[]> {
  const whole = parse(queryDocument(rootField({ root: "Query", field: "lead" }), 3));
  const [operation] = whole.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  const [lead] = operation.selectionSet.selections;
  if (lead?.kind !== Kind.FIELD || !lead.selectionSet)
    throw new Error("nothing of a lead is asked");
  const answers: Asked[] = [];
  for (const selection of lead.selectionSet.selections) {
    const selectionSet = { kind: Kind.SELECTION_SET, selections: [selection] } as const;
    const selections = [{ ...lead, selectionSet }];
    const part = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
    const asked = await askAsRival(named, print(part), { by: { id: leadId } });
    expect(asked.answer.status, asked.answer.text).toBe(200);
    answers.push(asked);
  }
  return answers;
}

async function askWithId(place: IdPlace, id: string): Promise<Asked> {
  const field = rootField(place);
  if (place.root === "Query") {
    const variables = withValueAt({}, place.path, id) as Record<string, unknown>;
    return askAsRival(id, queryDocument(field), variables);
  }
  const isOpen = accessOf(world.schema, "Mutation", place.field)?.kind === "anyone";
  const input = await sampleInput(place.field, { world, partnerId: world.beta });
  const payload = getNamedType(field.type);
  const document = mutationDocument(
    world,
    place.field,
    fullest(world.schema, payload.name, { depth: 1 }),
    !isOpen,
  );
  const variables = withValueAt({ input, key: randomUUID() }, place.path, id);
  const headers = isOpen ? fromElsewhere() : {};
  return askAsRival(id, document, variables as Record<string, unknown>, { headers });
}

test("a rival's id is answered like one that nobody has, wherever an id can be sent", async () => {
  const places = idPlaces(world.schema);
  let pairs = 0;
  for (const place of places) {
    for (const kind of place.kinds) {
      for (const rivals of own[kind] ?? []) {
        const random = newId(kind);
        const ofRival = await askWithId(place, rivals);
        const ofNobody = await askWithId(place, random);

        const where = `${place.root}.${place.field} ${place.path.join(".")} ${kind}`;
        expect(ofRival.seen, where).toEqual(ofNobody.seen);
        pairs += 1;
      }
    }
  }
  expect(pairs).toBeGreaterThan(80);
});

const connections = () =>
  Object.values(world.schema.getQueryType()!.getFields()).filter((field) =>
    getNamedType(field.type).name.endsWith("Connection"),
  );

test("a list narrowed to what is a rival's is empty and counts nothing", async () => {
  const names = connections().map((field) => field.name);
  // what is asked for is not a rival's: then the own rows are there
  const filters = idPlaces(world.schema).filter(
    (place) => names.includes(place.field) && !place.path.includes("not"),
  );
  expect(filters.length).toBeGreaterThan(3);
  for (const place of filters) {
    for (const id of place.kinds.flatMap((kind) => own[kind] ?? [])) {
      const { answer } = await askWithId(place, id);
      const list = answer.data?.[place.field];
      if (list === null) {
        expect(answer.errors[0]?.["extensions"].code).toBe("FORBIDDEN");
        continue;
      }
      expect([list.nodes, list.totalCount], place.field).toEqual([[], 0]);
    }
  }
  const byReference = await askAsRival(
    "",
    `query ($reference: String!) {
      leads(filter: { externalReference: $reference }) { totalCount nodes { id } }
      lead(by: { externalReference: $reference }) { id }
    }`,
    { reference: `${CANARY}-won-ref` },
  );
  expect(byReference.answer.data).toEqual({ leads: { totalCount: 0, nodes: [] }, lead: null });
});

/** Where the rows of a list stand that a rival has some of. */
const TABLES: Readonly<Record<string, string>> = {
  leads: "lead",
  partners: "partner",
  members: "membership",
  apiKeys: "api_key",
  credits: "credit",
  extensionRequests: "extension_request",
};

test("a rival's whole lists hold its own rows alone", async () => {
  for (const field of connections()) {
    // what a list asks besides, where it does
    const input = { from: "2026-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z" };
    const { answer } = await askAsRival("", queryDocument(field), {
      ...{ first: 100, input, leadId: world.rivalLeads.sql },
      criteriaReplayId: world.ids.criteriaReplay,
    });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers.get("cache-control")).toContain("no-store");
    const rows = answer.data?.[field.name]?.nodes ?? [];
    const table = TABLES[field.name];
    if (table === undefined) continue;
    const [own] = await world.asOwner<{ n: number }>(
      `select count(*)::integer as n from ${table} where partner_id = $1`,
      [uuidOf(world.beta)],
    );
    expect(own?.n, field.name).toBeGreaterThan(0);
    expect(answer.data?.[field.name].totalCount, field.name).toBe(own?.n);
    expect(rows.length, field.name).toBe(Math.min(own?.n ?? 0, 100));
  }
  const { answer } = await askAsRival("", "{ leads { nodes { id partner { id } } } }", {});
  const partners = answer.data?.["leads"].nodes.map(
    (node: { partner: { id: string } }) => node.partner.id,
  );
  expect(new Set(partners)).toEqual(new Set([world.beta]));
});

test("its own side of a dispute tells a rival nothing of the other", async () => {
  const answers = await askAllOfLead("", world.rivalLeads.disputed);
  const lead = Object.assign({}, ...answers.map(({ answer }) => answer.data?.["lead"]));

  expect(lead).toMatchObject({ stage: "SUBMITTED", version: 1, conflicts: null });
});

describe("from what is told of its own leads, a rival cannot tell whether a company is held", () => {
  /** Registers a company as the rival and does all that it may with the lead; ids, names and times apart. */
  async function allThatIsTold(name: string): Promise<unknown[]> {
    const seen: unknown[] = [];
    let leadId = "none yet";
    const ask = async (field: string, input: Record<string, unknown>) => {
      const payload = getNamedType(rootField({ root: "Mutation", field }).type).name;
      const selection = fullest(world.schema, payload, {
        depth: 3,
        isAsked: partnersMayHave(world.schema),
      });
      const document = mutationDocument(world, field, selection, true);
      const asked = await askAsRival(leadId, document, { input, key: randomUUID() });
      seen.push(withoutWho(asked.seen, name));
      return asked.answer.data?.[field];
    };
    const made = await ask("registerLead", registration(name));
    leadId = made.lead.id;
    const partnerId = world.beta;
    await matchLead({ database: world.database, newId, clock: () => new Date() })(
      { leadId: idOf("lead", uuidOf(made.lead.id)), partnerId },
      "job",
    );
    await ask("reportProgress", { leadId, comment: "Going on" });
    for (const field of ["requestExtension", "releaseProtection", "appealDecision", "resubmitLead"])
      await ask(field, { leadId, comment: "Going on" });
    const parts = await askAllOfLead(leadId, leadId);
    seen.push(parts.map((part) => withoutWho(part.seen, name)));
    await ask("registerLead", registration(name));
    await ask("withdrawLead", { leadId });
    return seen;
  }

  const withoutWho = (seen: unknown, name: string): unknown =>
    JSON.parse(
      JSON.stringify(seen)
        .replaceAll(name, "(name)")
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "(key)")
        .replaceAll(/\b[a-z]{3,4}_[0-9a-z]{26}\b/g, "(id)")
        .replaceAll(/L-[0-9A-Z]{10}/g, "(reference)")
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "(time)")
        .replaceAll(/[\w-]+\.\(signature\)/g, "(cursor)")
        .replaceAll(/"content-length":"\d+"/g, '"content-length":"(length)"'),
    );

  test("whether it is free, claimed, protected, or the vendor's own", async () => {
    const { members, staff } = world;
    const names = {
      free: "freiluft",
      claimed: "belegtes",
      guarded: "behuetet",
      direct: "direktes",
    };
    const match = matchLead({ database: world.database, newId, clock: () => new Date() });
    for (const name of [names.claimed, names.guarded]) {
      const input = { ...registration(`alphas-${name}`, `${name}.com`) };
      const made = await done(
        world,
        members.PARTNER_MEMBER.key,
        "registerLead",
        input,
        "lead { id }",
      );
      await match({ leadId: made["lead"].id, partnerId: world.alpha }, "job");
      if (name === names.guarded)
        await done(world, members.SALES_REP.key, "acceptLead", { leadId: made["lead"].id });
    }
    await done(world, staff.key, "recordDirectClaim", {
      company: registration(names.direct)["company"],
      evidence: "Minutes",
    });

    const free = await allThatIsTold(names.free);
    expect(free).toHaveLength(9);
    for (const name of [names.claimed, names.guarded, names.direct])
      expect(await allThatIsTold(name), name).toEqual(free);

    // the one deliberate answer tells it, in one word, and costs the same
    const check = async (name: string) => {
      const input = { company: registration(name)["company"] };
      const document = mutationDocument(world, "checkLead", "availability errors { code }", true);
      const { answer, seen } = await askAsRival(name, document, { input, key: randomUUID() });
      const word: string = answer.data?.["checkLead"].availability;
      return {
        word,
        seen: withoutWho(JSON.parse(JSON.stringify(seen).replaceAll(word, "(word)")), name),
      };
    };
    const asked = await check(names.free);
    expect(asked.word).toBe("AVAILABLE");
    for (const name of [names.claimed, names.guarded, names.direct]) {
      const held = await check(name);
      expect(held, name).toEqual({ word: "NOT_AVAILABLE", seen: asked.seen });
    }
  });
});

test("both ids in one document, or in one list, are told apart by nobody", async () => {
  const mine = world.rivalLeads.sql;
  const { answer } = await askAsRival(
    world.leads.won,
    `query ($theirs: ID!, $mine: ID!) {
      a: lead(by: { id: $theirs }) { id company { name } }
      b: lead(by: { id: $mine }) { id company { name } }
      nodes(ids: [$theirs, $mine]) { id }
    }`,
    { theirs: world.leads.won, mine },
  );
  expect(answer.data).toEqual({
    a: null,
    b: { id: mine, company: { name: "beta-sql" } },
    nodes: [null, { id: mine }],
  });
});

describe("a cursor", () => {
  test("of a rival opens nothing, and is refused like one that was made up", async () => {
    for (const field of connections()) {
      const given = await world.ask(
        world.members.PARTNER_ADMIN.key,
        `{ ${field.name}(first: 1) { pageInfo { endCursor } } }`,
      );
      const cursor = given.data?.[field.name]?.pageInfo.endCursor;
      if (typeof cursor !== "string") continue;
      const edited = `${cursor.slice(0, -1)}${cursor.endsWith("A") ? "B" : "A"}`;
      const document = `query ($after: String) { ${field.name}(after: $after) { nodes { id } } }`;

      const theirs = await askAsRival(cursor, document, { after: cursor });
      const madeUp = await askAsRival(edited, document, { after: edited });

      expect(theirs.answer.errors[0]?.["extensions"].code, field.name).toBe("BAD_USER_INPUT");
      expect(theirs.seen, field.name).toEqual(madeUp.seen);
    }
  });

  test("of one's own holds for its list alone", async () => {
    const { answer } = await askAsRival("", "{ leads(first: 1) { pageInfo { endCursor } } }", {});
    const cursor = answer.data?.["leads"].pageInfo.endCursor;
    const elsewhere = await askAsRival(
      "",
      `query ($after: String) { leads(after: $after, filter: { stages: [SQL] }) { nodes { id } } }`,
      { after: cursor },
    );
    expect(elsewhere.answer.errors[0]?.["extensions"].code).toBe("BAD_USER_INPUT");
  });
});

test("two partners who ask for the same at once get their own, every time", async () => {
  const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Lead { company { name } } } }`;
  const ids = [world.leads.won, world.rivalLeads.sql];
  const alpha = world.members.PARTNER_MEMBER.key;
  const rounds = await Promise.all(
    Array.from({ length: 150 }, async () => {
      const [a, b] = await Promise.all([
        world.ask(alpha, document, { ids }),
        askAsRival(world.leads.won, document, { ids }),
      ]);
      return [a.data?.["nodes"], b.answer.data?.["nodes"]];
    }),
  );
  for (const [a, b] of rounds) {
    expect(a).toEqual([{ id: ids[0], company: { name: `${CANARY}-won` } }, null]);
    expect(b).toEqual([null, { id: ids[1], company: { name: "beta-sql" } }]);
  }
});

test.each([
  ["csv", "1,2015-02,EUR,"],
  ["pdf", "%PDF-1.7"],
])(
  "a statement as %s is fetched by whose it is: to a rival there is none",
  async (kind, begins) => {
    const fetched = async (key: string, id: string) => {
      const response = await fetch(`${world.url}/exports/statement.${kind}?statementId=${id}`, {
        headers: { authorization: `Bearer ${key}`, "x-request-id": "rival-request" },
      });
      return { status: response.status, text: await response.text() };
    };
    const theirs = await fetched(world.rival.key, world.ids.statement);
    told.push(theirs.text);

    expect(theirs.status).toBe(400);
    expect(theirs).toEqual(await fetched(world.rival.key, newId("stm")));
    const own = await fetched(world.members.PARTNER_ADMIN.key, world.ids.statement);
    const [first, second] = own.text.split("\n");
    expect([own.status, (kind === "csv" ? second : first)?.startsWith(begins)]).toEqual([
      200,
      true,
    ]);
  },
);

test("a file is a rival's own, whichever partner it names", async () => {
  const fetched = async (id: string) => {
    const response = await fetch(`${world.url}/exports/credits.csv?partnerId=${id}`, {
      headers: { authorization: `Bearer ${world.rival.key}`, "x-request-id": "rival-request" },
    });
    const headers = headersOf(response.headers);
    const text = await response.text();
    told.push(text);
    return { status: response.status, headers, text };
  };
  const theirs = await fetched(world.alpha);

  expect(theirs).toEqual(await fetched(newId("prt")));
  expect(theirs.text.trimEnd().split("\n")).toHaveLength(1);
  const [credits] = await world.asOwner<{ own: number }>(
    "select count(*)::integer as own from credit where partner_id = $1",
    [uuidOf(world.beta)],
  );
  expect(credits?.own).toBeGreaterThan(0);
  const lines = (await fetched(world.beta)).text.trimEnd().split("\n");
  expect(lines).toHaveLength(1 + (credits?.own ?? 0));
});

describe("after all that", () => {
  test("nothing the rival was told holds a word or an id of Alpha's", () => {
    expect(told.length).toBeGreaterThan(300);
    expect(told.filter((text) => text.toLowerCase().includes(CANARY))).toEqual([]);
    const ids = Object.values(own).flat();
    const uuids = ids.map((id) => uuidOf(id as Id<Prefix>));
    const leaks = [...ids, ...uuids].filter((id) => told.some((text) => text.includes(id)));
    expect(leaks).toEqual([]);
  });

  test("no line of the log holds a word of Alpha's, its own requests included", () => {
    expect(world.lines.length).toBeGreaterThan(300);
    expect(world.lines.filter((line) => line.toLowerCase().includes(CANARY))).toEqual([]);
  });

  test("and the metrics tell of nobody", async () => {
    const metrics = await (await fetch(`${world.url}/metrics`)).text();
    expect(metrics.toLowerCase()).not.toContain(CANARY);
    expect(metrics).not.toContain(world.alpha);
  });

  test("the canary would have been seen: Alpha itself is told it", async () => {
    const { text } = await world.ask(
      world.members.PARTNER_ADMIN.key,
      queryDocument(rootField({ root: "Query", field: "leads" })),
      { first: 100 },
    );
    expect(text.split(CANARY).length).toBeGreaterThan(20);
    expect(text).toContain(world.leads.won);
  });
});
