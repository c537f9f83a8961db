import { randomUUID } from "node:crypto";

import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";

import { putBountyInForce } from "../../src/incentives/index.ts";
import { money } from "../../src/kernel/index.ts";
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
