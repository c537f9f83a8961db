import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { openingOf } from "../../src/platform/database/session.ts";
import type { Session, Statement } from "../../src/platform/database/index.ts";
import { openApi } from "../support/api.ts";
import type { Api } from "../support/api.ts";
import { plantMember } from "../support/cast.ts";
import { addPartner, partnerCaller, vendorCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

/** Large enough that reading a table from end to end is dear, small enough to be there at once. */
const LEADS = 40_000;
/** A page of 20 leads alone, wherever it begins: the way down an index, and a block for each row. */
const MOST_BLOCKS = 320;

let world: World;
let api: Api;
let alpha: PartnerId;
const sent: { session: Session; statement: Statement }[] = [];

beforeAll(async () => {
  world = await openWorld();
  alpha = await addPartner(world, "Alpha");
  const beta = await addPartner(world, "Beta");
  // a plan made without values takes each of them for as large as the others
  const others = await Promise.all(
    ["C", "D", "E", "F", "G", "H"].map((name) => addPartner(world, name)),
  );
  const small = [beta, ...others].map((id) => `'${uuidOf(id)}'::uuid`).join(", ");
  await world.asOwner(`
    begin;
    set local session_replication_role = replica;
    create temporary table planted on commit drop as
    select gen_random_uuid() as id, n,
      case when n % 10 = 0 then (array[${small}])[1 + n / 10 % ${others.length + 1}] else '${uuidOf(alpha)}'::uuid end as partner_id,
      case when n % 4000 = 0 then 'LOST' when n % 5 = 0 then 'RECYCLED' when n % 2 = 0 then 'SAL' else 'SUBMITTED' end as stage,
      timestamptz '2026-01-01' + interval '1 minute' * n as at
    from generate_series(1, ${LEADS}) as n;
    insert into lead (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at,
      accepted_at, lost_at, external_reference, registration_hash, source, campaign, registered_by, owner_id, owner_name, reason_code,
      revisit_on, created_at, updated_at)
    select id, partner_id, '01970000-0000-7000-8000-000000000001', 'NEW_BUSINESS', stage, at, at, at, at, at,
      'ref-' || n, '\\x00', 'PARTNER_API', 'campaign ' || n % 500, gen_random_uuid(),
      ('01970000-0000-7000-8000-' || lpad((n % 300)::text, 12, '0'))::uuid, 'Owner', 'OTHER',
      date '2027-01-01' + n % 90, at, at + interval '1 day' * (n % 30)
    from planted;
    insert into company (lead_id, partner_id, name, folded_name) select id, partner_id, 'C' || n, 'c' || n from planted;
    insert into contact (id, lead_id, partner_id, is_primary, name, email, email_key, consent_basis)
    select gen_random_uuid(), id, partner_id, true, 'P' || n, 'p' || n || '@c.example', 'p' || n || '@c.example', 'CONSENT' from planted;
    insert into lead_event (id, partner_id, lead_id, seq, type, from_stage, to_stage, passed, at, actor_kind, by_vendor)
    select gen_random_uuid(), partner_id, id, 1, 'REGISTERED', 'NONE', 'SUBMITTED', '{}', at, 'SYSTEM', false from planted;
    insert into lead_term (partner_id, lead_id, term, is_personal)
    select partner_id, id, word, false
    from planted, unnest(array['firma' || n % 2000, 'w' || n, case when n % 3 = 0 then 'common' else 'usual' end]) as word;
    insert into credit (id, award_id, partner_id, lead_id, share_minor, currency, weight_ppm, touch_rank, award_gross_minor,
      milestone, program_name, program_version, partner_name, state, earned_at, effective_on)
    select gen_random_uuid(), gen_random_uuid(), partner_id, id, 100, 'EUR', 1000000, 1, 100, 'SQL', 'P', 1, 'A', 'ACCRUED', at, at::date
    from planted;
    insert into attribution_share (lead_id, book, partner_id, role, model, share_ppm, touch_rank, settled_at)
    select id, 'SOURCED', partner_id, 'SOURCED', 'DEAL_REGISTRATION', 1000000, 1, at from planted;
    commit`);
  for (const partner of [alpha, beta]) await plantMember(world, ["PARTNER_ADMIN"], partner);
  await world.asOwner("analyze");
  const { database } = world;
  const read = database.rows.bind(database);
  database.rows = (session, statement) => {
    sent.push({ session, statement });
    return read(session, statement);
  };
  api = await openApi(world);
}, 120_000);
afterAll(() => world.close());

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly Plans?: readonly PlanNode[];
}

/** The plan that a statement gets as the role that serves it, with and without its values. */
async function plansOf(session: Session, statement: Statement): Promise<readonly PlanNode[]> {
  const client = new pg.Client({ connectionString: world.urls[session.role] });
  await client.connect();
  try {
    const plans: PlanNode[] = [];
    for (const mode of ["force_custom_plan", "force_generic_plan"]) {
      await client.query(openingOf(session));
      await client.query(`set local plan_cache_mode = ${mode}`);
      // explained by itself a statement is planned with its values, whatever the mode
      await client.query(`prepare explained as ${statement.text}`);
      const given = statement.values.map(literalOf).join(", ");
      const { rows } = await client.query(
        `explain (analyze, buffers, format json) execute explained${given && ` (${given})`}`,
      );
      plans.push(rows[0]["QUERY PLAN"][0].Plan);
      await client.query("commit; deallocate explained");
    }
    return plans;
  } finally {
    await client.end();
  }
}

function literalOf(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  if (Array.isArray(value))
    return pg.escapeLiteral(`{${value.map((each) => JSON.stringify(each)).join(",")}}`);
  return pg.escapeLiteral(typeof value === "string" ? value : JSON.stringify(value));
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [
  node,
  ...(node.Plans ?? []).flatMap(nodesOf),
];

const BIG = new Set([
  "lead_term",
  "lead",
  "company",
  "contact",
  "lead_event",
  "attribution_share",
  "credit",
]);

const ROW = "id stage claimedAt company { name } contact { name }";
const FILTERS: readonly (readonly [string, string])[] = [
  ["none", "{}"],
  ["one stage", "{ stages: [RECYCLED] }"],
  ["two stages", "{ stages: [SAL, RECYCLED] }"],
  ["external reference", '{ externalReference: "ref-777" }'],
  ["a campaign", '{ campaign: "campaign 7" }'],
  ["claimed from", '{ claimedFrom: "2026-01-20T00:00:00Z" }'],
  ["claimed until", '{ claimedUntil: "2026-01-02T00:00:00Z" }'],
  ["a stage until", '{ stages: [SAL], claimedUntil: "2026-01-09T00:00:00Z" }'],
  ["one of two", "{ or: [{ stages: [SAL] }, { stages: [RECYCLED] }] }"],
  ["not", "{ not: { stages: [SUBMITTED] } }"],
];
/** Found last or not at all: a plan made without values follows the list's order to its end. */
const RARE: readonly (readonly [string, string])[] = [
  ["a rare stage", "{ stages: [LOST] }"],
  ["a stage that none has", "{ stages: [EXPIRED] }"],
  ["an owner of none", '{ ownerId: "mem_01jw000000e008000000009zzz" }'],
];
/** The whole index of 36,000 or 40,000 leads in one order, and none of the leads that do not fit. */
const MOST_OF_AN_INDEX = 1_000;
const VENDORS_OWN: readonly (readonly [string, string])[] = [
  ["an owner", '{ ownerId: "mem_01jw000000e008000000000017" }'],
];
const ORDERS = ["CLAIMED_AT", "UPDATED_AT", "REVISIT_ON"].flatMap((field) =>
  ["ASC", "DESC"].map((direction) => `{ field: ${field}, direction: ${direction} }`),
);

/** Asks for a list, and says what is wrong with how the one statement that it took is run. */
async function faults(as: "partner" | "vendor", args: string, row = ROW, most = MOST_BLOCKS) {
  sent.length = 0;
  const caller = as === "partner" ? partnerCaller(alpha) : vendorCaller();
  const { errors } = await api.run(caller, `{ leads${args} { nodes { ${row} } } }`);
  expect(errors, args).toBeUndefined();
  const [first, ...more] = sent;
  if (!first || more.length > 0) return [`${sent.length} statements`];
  const plans = await plansOf(first.session, first.statement);
  return plans.flatMap((plan) => {
    const whole = nodesOf(plan)
      .filter((node) => node["Node Type"] === "Seq Scan" && BIG.has(node["Relation Name"] ?? ""))
      .map((node) => `reads all of ${node["Relation Name"]}`);
    const blocks = blocksOf(plan);
    return blocks > most ? [...whole, `touches ${blocks} blocks`] : whole;
  });
}

const blocksOf = (plan: PlanNode): number => plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];

for (const as of ["partner", "vendor"] as const) {
  test.each(as === "vendor" ? [...FILTERS, ...VENDORS_OWN] : FILTERS)(
    `for the ${as} a list filtered by %s reads no table from end to end`,
    async (_, filter) => {
      expect(await faults(as, `(filter: ${filter})`)).toEqual([]);
    },
  );

  test.each(ORDERS)(
    `for the ${as} a list in the order %s is read as its index runs`,
    async (orderBy) => {
      expect(await faults(as, `(orderBy: ${orderBy})`)).toEqual([]);
    },
  );

  // some blocks for each lead that the longest word finds, and no more for all the others
  test.each([
    ["w777", 1_500],
    ["firma77", 5_000],
    ["firma777 w2777", 1_800],
    ["comm firma30 w", 8_000],
  ] as const)(
    "for the " + as + " a search for %s is looked for in the index of words",
    async (search, most) => {
      expect(await faults(as, `(search: "${search}")`, ROW, most)).toEqual([]);
    },
  );

  test(`for the ${as} a search that finds thousands is told to say more`, async () => {
    const caller = as === "partner" ? partnerCaller(alpha) : vendorCaller();
    const { errors } = await api.run(caller, '{ leads(search: "usual") { nodes { id } } }');
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "LIMIT_EXCEEDED",
      inputPath: ["search"],
    });
  });

  test(`for the ${as} a page far into a list costs what the first one costs`, async () => {
    const caller = as === "partner" ? partnerCaller(alpha) : vendorCaller();
    const page = `query ($after: String) { leads(first: 100, after: $after) { nodes { id } pageInfo { endCursor } } }`;
    const costs: number[] = [];
    let after: string | null = null;
    for (let turn = 0; turn < 100; turn += 1) {
      sent.length = 0;
      const { data } = await api.run(caller, page, { after });
      after = data.leads.pageInfo.endCursor;
      if (turn !== 0 && turn !== 99) continue;
      const [plan] = await plansOf(sent[0]!.session, sent[0]!.statement);
      costs.push(blocksOf(plan!));
    }
    const [first = 0, last = Infinity] = costs;
    expect(last).toBeLessThanOrEqual(first * 1.5 + 20);
  });
}

for (const as of ["partner", "vendor"] as const) {
  test.each(
    RARE.flatMap(([name, filter]) => ORDERS.map((order) => [name, order, filter] as const)),
  )(
    `for the ${as} a list filtered by %s in the order %s is looked for in the index alone`,
    async (_, order, filter) => {
      // before 17 a condition on several stages is looked for behind no order: it goes lead by lead
      const [server] = await world.asOwner<{ version: number }>(
        "select current_setting('server_version_num')::integer as version",
      );
      const isOld = (server?.version ?? 0) < 170_000;
      const args = `(filter: ${filter}, orderBy: ${order})`;
      const most = isOld ? LEADS * 1.1 : MOST_OF_AN_INDEX;
      expect(await faults(as, args, ROW, most)).toEqual([]);
    },
  );
}

test("all that hangs on a page of leads is found by index", async () => {
  const row = `${ROW} partner { name } attribution { othersPpm shares { sharePpm } } credits { nodes { id } }
    timeline { nodes { seq } } assessment { id } opportunity { id }`;
  expect(await faults("partner", "(first: 20)", row, 900)).toEqual([]);
  expect(await faults("vendor", "(first: 20)", row, 900)).toEqual([]);
});

test("what a partner's statements read is its own, also where no policy holds", async () => {
  const documents = [
    `{ leads(first: 40, orderBy: { field: CLAIMED_AT, direction: ASC }) { totalCount nodes {
      id partner { name } credits { totalCount nodes { id } } timeline { nodes { id } }
      attribution { shares { sharePpm } } assessment { id } opportunity { id }
    } } }`,
    "{ credits(first: 40) { totalCount nodes { id } } }",
    "{ partners { totalCount nodes { id } } }",
    "{ members { totalCount nodes { id partner { id } } } }",
    "{ apiKeys { totalCount nodes { id owner { id } } } }",
  ];
  for (const document of documents) {
    sent.length = 0;
    const { errors } = await api.run(partnerCaller(alpha), document);
    expect(errors, document).toBeUndefined();
    expect(sent, document).toHaveLength(1);
    const { session, statement } = sent[0]!;
    const opened = await rowsOf(world.urls.partner, openingOf(session), statement);
    // the owner of a test's database is past all policies
    const unfenced = await rowsOf(world.ownerUrl, "begin", statement);
    expect(unfenced, document).toEqual(opened);
    expect(opened.length, document).toBeGreaterThan(0);
  }
});

async function rowsOf(url: string, opening: string, statement: Statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(opening);
    const { text } = statement;
    const { rows } = await client.query({ text, values: [...statement.values], rowMode: "array" });
    return rows;
  } finally {
    await client.end();
  }
}
