import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { openApi } from "../support/api.ts";
import type { Api } from "../support/api.ts";
import { addPartner, partnerCaller, vendorCaller } from "../support/people.ts";
import { plantLead } from "../support/plant-lead.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

/** What a filter can ask of a lead. */
interface Facts {
  readonly id: string;
  readonly stage: string;
  readonly campaign: string | null;
  readonly partnerId: string;
  readonly ownerId: string | null;
  readonly claimedAt: string;
  readonly updatedAt: string;
  readonly revisitOn: string | null;
}

interface Filter {
  readonly and?: readonly Filter[];
  readonly or?: readonly Filter[];
  readonly not?: Filter;
  readonly stages?: readonly string[];
  readonly campaign?: string;
  readonly partnerId?: string;
  readonly ownerId?: string;
  readonly claimedFrom?: string;
  readonly claimedUntil?: string;
}

const STAGES = ["SUBMITTED", "MQL", "SAL", "RECYCLED", "REJECTED"];
const OWNERS = [newId("mem"), newId("mem")] as const;
let world: World;
let api: Api;
let alpha: Caller;
let partners: readonly PartnerId[];
let leads: readonly Facts[];
const vendor = vendorCaller();

beforeAll(async () => {
  world = await openWorld();
  api = await openApi(world);
  partners = [await addPartner(world, "Alpha"), await addPartner(world, "Beta")];
  alpha = partnerCaller(partners[0]!);
  for (let number = 0; number < 60; number += 1) {
    const id = await plantLead(world, {
      partnerId: partners[number % 3 === 0 ? 1 : 0]!,
      stage: STAGES[number % STAGES.length]!,
      ownerId: OWNERS[number % 2]!,
    });
    // several of one instant, and of one day, so that the id has to decide
    await world.asOwner(
      `begin; set local session_replication_role = replica;
       update lead set campaign = ${number % 4 === 0 ? "null" : `'campaign ${number % 3}'`},
         claimed_at = timestamptz '2027-01-01' + interval '1 hour' * ${number % 7},
         updated_at = timestamptz '2027-02-01' + interval '1 minute' * ${number % 5},
         revisit_on = case when stage = 'RECYCLED' or ${number % 2 === 1} then date '2027-03-01' + ${number % 6} end
       where id = '${uuidOf(id)}';
       commit`,
    );
  }
  const rows = await world.asOwner<Record<string, string | null>>(
    `select id, stage, campaign, partner_id, owner_id, to_char(revisit_on, 'YYYY-MM-DD') as revisit_on,
       to_json(claimed_at) #>> '{}' as claimed_at, to_json(updated_at) #>> '{}' as updated_at
     from lead`,
  );
  leads = rows.map((row) => ({
    id: idOf("lead", row["id"]!),
    stage: row["stage"]!,
    campaign: row["campaign"]!,
    partnerId: idOf("prt", row["partner_id"]!),
    ownerId: row["owner_id"] ? idOf("mem", row["owner_id"]) : null,
    claimedAt: new Date(row["claimed_at"]!).toISOString(),
    updatedAt: new Date(row["updated_at"]!).toISOString(),
    revisitOn: row["revisit_on"]!,
  }));
});
afterAll(() => world.close());

/** What the filter's words say, said again in TypeScript. */
function holds(filter: Filter, lead: Facts): boolean {
  return (
    (filter.stages?.includes(lead.stage) ?? true) &&
    (filter.campaign === undefined || lead.campaign === filter.campaign) &&
    (filter.partnerId === undefined || lead.partnerId === filter.partnerId) &&
    (filter.ownerId === undefined || lead.ownerId === filter.ownerId) &&
    (filter.claimedFrom === undefined || lead.claimedAt >= filter.claimedFrom) &&
    (filter.claimedUntil === undefined || lead.claimedAt < filter.claimedUntil) &&
    (filter.and?.every((each) => holds(each, lead)) ?? true) &&
    (filter.or?.some((each) => holds(each, lead)) ?? true) &&
    (filter.not === undefined || !holds(filter.not, lead))
  );
}

const hour = fc.integer({ min: 0, max: 8 }).map((h) => `2027-01-01T0${h}:00:00.000Z`);
const part = {
  stages: fc.subarray(STAGES, { minLength: 1 }),
  campaign: fc.constantFrom("campaign 0", "campaign 1", "campaign 2", "none such"),
  ownerId: fc.constantFrom(...OWNERS),
  claimedFrom: hour,
  claimedUntil: hour,
};

const filterOf = (depth: number): fc.Arbitrary<Filter> => {
  if (depth === 0) return fc.record(part, { requiredKeys: [] });
  const inner = filterOf(depth - 1);
  const composed = {
    ...part,
    and: fc.array(inner, { minLength: 1, maxLength: 2 }),
    or: fc.array(inner, { minLength: 1, maxLength: 3 }),
    not: inner,
  };
  return fc.record(composed, { requiredKeys: [] });
};

const LIST = `query ($filter: LeadFilter, $orderBy: LeadOrder, $first: Int, $after: String, $last: Int, $before: String) {
  leads(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  } }`;

test("whatever conditions are put together, those leads are listed of which they hold", async () => {
  await fc.assert(
    fc.asyncProperty(filterOf(2), fc.boolean(), async (filter, asPartner) => {
      const caller = asPartner ? alpha : vendor;
      const { data, errors } = await api.run(caller, LIST, { filter, first: 100 });
      expect(errors).toBeUndefined();
      const seen = leads.filter((lead) => !asPartner || lead.partnerId === partners[0]);
      const expected = seen.filter((lead) => holds(filter, lead)).map((lead) => lead.id);
      expect(data.leads.nodes.map((node: { id: string }) => node.id).toSorted()).toEqual(
        expected.toSorted(),
      );
      expect(data.leads.totalCount).toBe(expected.length);
    }),
    { numRuns: 60 },
  );
});

const KEYS = {
  CLAIMED_AT: (lead: Facts) => lead.claimedAt,
  UPDATED_AT: (lead: Facts) => lead.updatedAt,
  // leads that are not looked at again stand behind all others
  REVISIT_ON: (lead: Facts) => lead.revisitOn ?? "infinity",
} as const;

test.each(
  Object.keys(KEYS).flatMap((field) => ["ASC", "DESC"].map((direction) => [field, direction])),
)(
  "pages by %s %s, one after the other, are the whole list, backwards too",
  async (field, direction) => {
    const keyOf = KEYS[field as keyof typeof KEYS];
    for (const caller of [alpha, vendor]) {
      const own = leads.filter((lead) => caller === vendor || lead.partnerId === partners[0]);
      const ascending = own.toSorted((left, right) => {
        const [a, b] = [keyOf(left) + left.id, keyOf(right) + right.id];
        return a < b ? -1 : 1;
      });
      const whole = (direction === "ASC" ? ascending : ascending.toReversed()).map(({ id }) => id);
      const walk = async (backwards: boolean): Promise<readonly string[]> => {
        const found: string[] = [];
        for (let cursor: string | null = null, more = true; more;) {
          const page = backwards ? { last: 7, before: cursor } : { first: 7, after: cursor };
          const { data, errors } = await api.run(caller, LIST, {
            ...page,
            orderBy: { field, direction },
          });
          expect(errors).toBeUndefined();
          const ids = data.leads.nodes.map((node: { id: string }) => node.id);
          found.splice(backwards ? 0 : found.length, 0, ...ids);
          const { hasNextPage, hasPreviousPage, startCursor, endCursor } = data.leads.pageInfo;
          cursor = backwards ? startCursor : endCursor;
          more = backwards ? hasPreviousPage : hasNextPage;
        }
        return found;
      };
      expect(await walk(false)).toEqual(whole);
      expect(await walk(true)).toEqual(whole);
    }
  },
);

test("a cursor of one order or filter is none of another", async () => {
  const first = await api.run(vendor, LIST, { first: 2 });
  const after = first.data.leads.pageInfo.endCursor;
  for (const other of [{ orderBy: { field: "UPDATED_AT" } }, { filter: { stages: ["MQL"] } }]) {
    const { errors } = await api.run(vendor, LIST, { first: 2, after, ...other });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", inputPath: ["after"] });
  }
});

test("conditions that cannot be are told with their place, and too many are refused", async () => {
  const deep = Array.from({ length: 7 }).reduce<Filter>((not) => ({ not }), {});
  const wrong: readonly (readonly [object, string, readonly (string | number)[]])[] = [
    [{ or: [] }, "BAD_USER_INPUT", ["filter", "or"]],
    [
      { and: [{ not: { partnerId: "x" } }] },
      "BAD_USER_INPUT",
      ["filter", "and", 0, "not", "partnerId"],
    ],
    [{ or: [{}, { campaign: "\u0000" }] }, "BAD_USER_INPUT", ["filter", "or", 1, "campaign"]],
    [deep, "LIMIT_EXCEEDED", ["filter", "not", "not", "not", "not", "not", "not"]],
    [{ or: Array.from({ length: 60 }, () => ({})) }, "LIMIT_EXCEEDED", ["filter", "or", 39]],
  ];
  for (const [filter, code, inputPath] of wrong) {
    const { errors } = await api.run(vendor, LIST, { filter });
    expect(errors?.[0]?.extensions, JSON.stringify(filter)).toMatchObject({ code, inputPath });
  }
});

test("a cursor of one lead's history is none of another's", async () => {
  const history = `query ($id: ID!, $after: String) {
    lead(by: { id: $id }) { timeline(first: 1, after: $after) { nodes { seq } pageInfo { endCursor } } }
  }`;
  const [one, other] = [leads[0]!.id, leads[1]!.id];
  const first = await api.run(vendor, history, { id: one });
  const after = first.data.lead.timeline.pageInfo.endCursor;
  expect(after).toEqual(expect.any(String));

  const own = await api.run(vendor, history, { id: one, after });
  expect([own.errors, own.data.lead.timeline.nodes]).toEqual([undefined, []]);
  const strange = await api.run(vendor, history, { id: other, after });
  expect(strange.data).toEqual({ lead: { timeline: null } });
  expect(strange.errors?.[0]?.extensions).toMatchObject({
    code: "BAD_USER_INPUT",
    inputPath: ["after"],
  });
});
