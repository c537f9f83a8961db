import { randomUUID } from "node:crypto";

import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";

import { putBountyInForce } from "../../src/incentives/index.ts";
import { money, uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { addPartner } from "../support/people.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { ServedWorld } from "../support/served-world.ts";

let world: ServedWorld;
let alpha: CastMember;
let beta: CastMember;
let finance: CastMember;
let sales: CastMember;

beforeAll(async () => {
  world = await openServedWorld();
  alpha = await plantMember(world, ["PARTNER_MEMBER"], await addPartner(world, "=Alpha"));
  beta = await plantMember(world, ["PARTNER_MEMBER"], await addPartner(world, "Beta"));
  finance = await plantMember(world, ["FINANCE"]);
  sales = await plantMember(world, ["SALES_REP"]);
  await putBountyInForce(
    { query: (text, values) => world.asOwner(text, [...values]) },
    {
      amount: money(20_000n, "EUR"),
      effectiveAt: new Date("2020-01-01T00:00:00Z"),
      draftedBy: newId("mem"),
      approvedBy: newId("mem"),
    },
  );
  await qualifiedLead(alpha, "Nordwind");
  await qualifiedLead(beta, "Südhang");
});
afterAll(() => world.close());

async function act(who: CastMember, verb: string, input: object): Promise<string> {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  const { data, text } = await world.ask(
    who.key,
    `mutation ($input: ${type}!, $key: String!) { ${verb}(input: $input) @idempotent(key: $key) { lead { id } errors { message } } }`,
    { input, key: randomUUID() },
  );
  expect(data?.[verb]?.errors, text).toEqual([]);
  return data?.[verb].lead.id;
}

async function qualifiedLead(partner: CastMember, name: string): Promise<void> {
  const contact = {
    name: "Anna",
    email: `anna@${name.length}.example`,
    consent: { basis: "CONSENT" },
  };
  const leadId = await act(partner, "registerLead", { company: { name }, contact });
  const match = matchLead({ database: world.database, newId, clock: () => new Date() });
  await match(
    { leadId: leadId as `lead_${string}`, partnerId: partner.partnerId as PartnerId },
    "test",
  );
  await act(sales, "acceptLead", { leadId });
  const { data } = await world.ask(sales.key, "{ criteriaInForce { id criteria { key } } }");
  const criteria = data?.["criteriaInForce"][0];
  const answers = criteria.criteria.map(({ key }: { key: string }) => ({
    criterionKey: key,
    state: "MET",
  }));
  await act(sales, "qualifyLead", { leadId, criteriaVersionId: criteria.id, answers });
}

const fetchFile = (key: string | null, query = ""): Promise<Response> =>
  fetch(`${world.url}/exports/credits.csv${query}`, {
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
  });

test("a partner fetches its own credits as CSV, and nobody else's", async () => {
  const response = await fetchFile(alpha.key);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const rows: Record<string, string>[] = parse(await response.text(), { columns: true });
  expect(rows).toMatchObject([
    { partner_name: "'=Alpha", customer_name: "Nordwind", share_amount: "200.00", currency: "EUR" },
  ]);
  expect(Object.keys(rows[0] ?? {})).not.toContain("posted_seq");
});

test("a partner that names another gets an empty file", async () => {
  const text = await (await fetchFile(alpha.key, `?partnerId=${beta.partnerId}`)).text();
  expect(text.trim().split("\n")).toHaveLength(1);
});

test("finance fetches all credits, or one partner's, with the award and the posting's number", async () => {
  const all: Record<string, string>[] = parse(await (await fetchFile(finance.key)).text(), {
    columns: true,
  });
  expect(all.map((row) => row["customer_name"])).toEqual(["Nordwind", "Südhang"]);
  expect(Object.keys(all[0] ?? {}).slice(-2)).toEqual(["award_id", "posted_seq"]);
  const one = await (await fetchFile(finance.key, `?partnerId=${beta.partnerId}`)).text();
  expect(one.trim().split("\n")).toHaveLength(2);
});

const rowsOf = async (response: Response): Promise<Record<string, string>[]> =>
  parse(await response.text(), { columns: true });

/** An award of 0, as a second lead of the same company leaves it. */
async function plantNothingEarned(partner: CastMember, earnedAt: Date): Promise<void> {
  const award = uuidOf(newId("awd"));
  await world.asOwner(
    `insert into award (id, incentive_program_id, version_id, lead_id, rule_key, milestone, generation, kind,
       gross_minor, currency, gate, event_at, effective_on, calculation, engine_version, reversed_at)
     select $1, a.incentive_program_id, a.version_id, a.lead_id, a.rule_key, a.milestone,
       1 + (select max(generation) from award), 'AWARD', 0, 'EUR', 'ONE_PER_COMPANY_IN_CYCLE', $2, $2::timestamptz::date, '{}', '1', $2
     from award as a join credit as k on k.award_id = a.id
     where k.partner_id = $3 limit 1`,
    [award, earnedAt, uuidOf(partner.partnerId as PartnerId)],
  );
  await world.asOwner(
    `insert into credit (id, award_id, partner_id, lead_id, share_minor, currency, weight_ppm, touch_rank,
       award_gross_minor, milestone, program_name, program_version, partner_name, state, earned_at, effective_on)
     select $1, a.id, $3, a.lead_id, 0, 'EUR', 1000000, 1, 0, 'SQL', 'P', 1, 'Zero', 'ACCRUED', a.event_at, a.effective_on
     from award as a where a.id = $2`,
    [uuidOf(newId("crd")), award, uuidOf(partner.partnerId as PartnerId)],
  );
}

test("what waits is sealed first, and a watermark gives the same bytes whatever is earned since", async () => {
  const files = [finance, alpha].map(async ({ key }) => {
    const response = await fetchFile(key);
    return { key, mark: response.headers.get("baton-watermark"), text: await response.text() };
  });
  const before = await Promise.all(files);
  const [all] = parse<Record<string, string>>(before[0]?.text ?? "", { columns: true }).slice(-1);
  expect(all?.["posted_seq"]).toBe(before[0]?.mark);
  // a partner counts its own: the chain's numbers would tell it what the others earn
  expect(before.map(({ mark }) => mark)).toEqual(["2", "1"]);

  await qualifiedLead(alpha, "Ostwall-Werke");
  await qualifiedLead(beta, "Westend-Handel");
  // earned before the watermark's posting, committed after the file was made
  await plantNothingEarned(alpha, new Date(Date.now() - 60_000));
  // names are those of the posting, for its partner too
  await world.asOwner("update company set name = name || ' AG'");
  await world.asOwner("update lead set external_reference = 'C-' || id, version = version + 1");
  for (const { key, mark, text } of before) {
    const again = await fetchFile(key, `?watermark=${mark}`);
    expect(again.headers.get("baton-watermark")).toBe(mark);
    expect(await again.text()).toBe(text);
  }
  const now = await fetchFile(finance.key);
  expect(now.headers.get("baton-watermark")).toBe("4");
  expect((await rowsOf(now)).map((row) => row["posted_seq"])).toEqual(["1", "2", "3", "4"]);
  expect((await fetchFile(alpha.key)).headers.get("baton-watermark")).toBe("2");
  const none = await fetchFile(finance.key, "?watermark=0");
  expect([none.headers.get("baton-watermark"), await rowsOf(none)]).toEqual(["0", []]);
});

test("an award of 0 has no posting: it comes with a posting made five minutes later", async () => {
  await plantNothingEarned(beta, new Date(Date.now() - 600_000));
  for (const { key } of [finance, beta]) {
    const rows = await rowsOf(await fetchFile(key));
    expect(rows.filter((row) => row["share_amount"] === "0.00")).toMatchObject([
      { partner_name: "Zero", amount_minor: "0" },
    ]);
  }
  const rows = await rowsOf(await fetchFile(alpha.key));
  expect(rows.filter((row) => row["share_amount"] === "0.00")).toEqual([]);
});

test("a quarter is a file: earned from an instant up to, not including, another", async () => {
  const [first, second] = await rowsOf(await fetchFile(finance.key));
  const from = first?.["event_at_utc"] ?? "";
  const until = second?.["event_at_utc"] ?? "";
  const range = await fetchFile(finance.key, `?earnedFrom=${from}&earnedUntil=${until}`);
  expect(await rowsOf(range)).toEqual([first]);
  const rest = await rowsOf(await fetchFile(finance.key, `?earnedFrom=${until}`));
  expect(rest[0]).toEqual(second);
});

test.each([
  ["?earnedfrom=2026-10-01T00:00:00Z", "earnedfrom"],
  ["?earnedFrom=2026-10-01", "earnedFrom"],
  ["?earnedFrom=2026-10-01T00:00:00", "earnedFrom"],
  ["?earnedUntil=2026-02-30T00:00:00Z", "earnedUntil"],
  ["?earnedUntil=", "earnedUntil"],
  ["?earnedUntil=2026-10-01T00:00:00Z&earnedUntil=2027-10-01T00:00:00Z", "earnedUntil"],
  ["?partnerId=", "partnerId"],
  ["?watermark=1&watermark=1", "watermark"],
  ["?watermark=-1", "watermark"],
  ["?watermark=1.5", "watermark"],
  ["?watermark=99999999999999999999", "watermark"],
  ["?watermark=999999", "watermark 999999 has not been reached"],
])("%s is refused by name", async (query, named) => {
  const response = await fetchFile(finance.key, query);
  const { errors } = (await response.json()) as {
    errors: { message: string; extensions: { code: string } }[];
  };
  expect([response.status, errors[0]?.extensions.code]).toEqual([400, "BAD_USER_INPUT"]);
  expect(errors[0]?.message).toContain(named);
  if (!named.includes("reached")) {
    expect(errors[0]?.message).toContain("partnerId, earnedFrom, earnedUntil, watermark");
  }
});

test("without a token, without the scope or with a wrong id there is no file but a reason", async () => {
  const none = await fetchFile(null);
  const rep = await fetchFile(sales.key);
  const wrong = await fetchFile(finance.key, "?partnerId=lead_1");
  const codeOf = async (response: Response) =>
    ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]
      ?.extensions.code;
  expect([none.status, await codeOf(none)]).toEqual([401, "UNAUTHENTICATED"]);
  expect([rep.status, await codeOf(rep)]).toEqual([403, "FORBIDDEN"]);
  expect([wrong.status, await codeOf(wrong)]).toEqual([400, "BAD_USER_INPUT"]);
});
