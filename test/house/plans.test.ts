import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { PartnerId } from "../../src/kernel/index.ts";
import type { Session, Statement } from "../../src/platform/database/index.ts";
import { openingOf } from "../../src/platform/database/session.ts";
import { toStatement } from "../../src/platform/database/statement.ts";
import { readDecided } from "../../src/qualification/store/decided-leads.ts";
import { openApi } from "../support/api.ts";
import type { Api } from "../support/api.ts";
import { plantMember } from "../support/cast.ts";
import { addPartner, partnerCaller, vendorCaller } from "../support/people.ts";
import { plantCrowd } from "../support/plant-crowd.ts";
import { blocksOf, faultsOf, plansOf } from "../support/plans.ts";
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
  await plantCrowd(world, alpha, [beta, ...others], LEADS);
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
  const plans = await plansOf(world, first.session, first.statement);
  return plans.flatMap((plan) => faultsOf(plan, most));
}

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
      const [plan] = await plansOf(world, sent[0]!.session, sent[0]!.statement);
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

test.each([
  [
    "looked at by",
    '{ criteriaDiagnostics(input: { from: "2026-01-05", to: "2026-01-07" }) { kappa } }',
  ],
])(
  "criteria are %s the leads of some days, and no table is read from end to end",
  async (_, query) => {
    const { database } = world;
    const read = database.read.bind(database);
    const asked: Statement[] = [];
    database.read = (session, piece) => {
      asked.push(toStatement(piece));
      return read(session, piece);
    };
    const { errors } = await api.run(vendorCaller(), query);
    database.read = read;

    expect(errors).toBeUndefined();
    expect(asked).toHaveLength(1);
    const plans = await plansOf(world, vendorCaller().session, asked[0]!);
    // the leads that were accepted on four days, each looked up
    expect(plans.flatMap((plan) => faultsOf(plan, 9_000))).toEqual([]);
  },
);

test("criteria are tried on the leads of some days, and no table is read from end to end", async () => {
  const asked: Statement[] = [];
  const { session } = vendorCaller();
  await world.database.transaction(session, (tx) => {
    const read = tx.read.bind(tx);
    tx.read = (piece) => {
      asked.push(toStatement(piece));
      return read(piece);
    };
    const all = { partnerIds: [], programIds: [], productLineIds: [], kinds: [] };
    const decisions = ["QUALIFIED", "DISQUALIFIED", "REJECTED", "RETURNED"];
    const period = { startsOn: "2026-01-05", endsOn: "2026-01-07" };
    return readDecided(
      tx,
      { ...all, ...period, decisions, requestedAt: new Date("2027-01-01") },
      { after: null, limit: 500, asksFacts: true },
    );
  });

  const plans = await plansOf(world, session, asked[0]!);
  expect(plans.flatMap((plan) => faultsOf(plan, 9_000))).toEqual([]);
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
