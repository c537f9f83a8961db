import { afterAll, beforeAll, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { idOf } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { partnerCaller, vendorCaller } from "../support/people.ts";

import { openDesk } from "./desk.ts";
import type { Desk } from "./desk.ts";

let desk: Desk;
let alpha: Caller;
let beta: Caller;
let wholeLead: string;

beforeAll(async () => {
  desk = await openDesk();
  alpha = await desk.addPartner("Alpha");
  beta = await desk.addPartner("Beta");
  wholeLead = await selectionOf("Lead", 4);
});
afterAll(() => desk.world.close());

type TypeRef = { kind: string; name: string | null; ofType: TypeRef | null };
type FieldOf = { name: string; args: { type: TypeRef }[]; type: TypeRef };

/** Every field of a type, as deep as asked, so that a field added later is held to the same law. */
async function selectionOf(type: string, depth: number): Promise<string> {
  const result = await desk.api.run(
    alpha,
    `query ($type: String!) {
      __type(name: $type) {
        fields {
          name
          args { type { kind } }
          type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }
        }
      }
    }`,
    { type },
  );
  const fields: FieldOf[] = result.data?.__type?.fields ?? [];
  const chosen = await Promise.all(
    fields
      .filter((field) => field.args.every((arg) => arg.type.kind !== "NON_NULL"))
      .map(async (field) => {
        const inner = named(field.type);
        if (inner.kind !== "OBJECT" || inner.name === null) return field.name;
        if (depth === 0) return "";
        const below = await selectionOf(inner.name, depth - 1);
        return below.trim() === "" ? "" : `${field.name} { ${below} }`;
      }),
  );
  return `${chosen.join(" ")} __typename`;
}

function named(type: TypeRef): TypeRef {
  return type.ofType === null || type.ofType === undefined ? type : named(type.ofType);
}

/** All that a partner's API tells of a lead, and what asking costs. */
async function viewOf(caller: Caller, leadId: LeadId) {
  const { traffic } = desk.world.database;
  const before = { ...traffic };
  // one after the other: side by side, their errors come in any order
  const one = `query ($id: ID!) { lead(by: { id: $id }) { ${wholeLead} } }`;
  const alone = await desk.api.run(caller, one, { id: leadId });
  const list = `{ leads { totalCount nodes { ${wholeLead} } } }`;
  const listed = await desk.api.run(caller, list);
  return {
    body: JSON.stringify([alone, listed]),
    statements: traffic.statements - before.statements,
    roundTrips: traffic.roundTrips - before.roundTrips,
    transactions: traffic.transactions - before.transactions,
  };
}

test("a partner's whole view of its lead is the same, byte by byte, before and after a conflict opens", async () => {
  const first = await desk.register(alpha, { email: "a@geheim.com", company: "Geheim" });
  const second = await desk.register(beta, { email: "a@geheim.com", company: "Geheim" });
  const before = [await viewOf(alpha, first), await viewOf(beta, second)];
  expect(before[0]?.body).toContain('"version":1');
  expect(before[0]?.body).toContain('"timeline":{');
  expect(before[0]?.statements).toBeGreaterThan(0);

  expect(await desk.runJobs()).toEqual([]);
  expect(await desk.conflicts()).toHaveLength(1);
  expect([await viewOf(alpha, first), await viewOf(beta, second)]).toEqual(before);

  await desk.withdraw(beta, second);
  expect(await desk.runJobs()).toEqual([]);
  expect(await desk.conflicts()).toMatchObject([{ state: "LAPSED" }]);
  expect(await viewOf(alpha, first)).toEqual(before[0]);
});

test("a lead with a rival looks to its partner like one without", async () => {
  const gamma = await desk.addPartner("Gamma");
  const delta = await desk.addPartner("Delta");
  const contested = await desk.register(gamma, { email: "x@streit.com", company: "Streit" });
  await desk.register(alpha, { email: "x@streit.com", company: "Streit" });
  const calm = await desk.register(delta, { email: "x@frieden.com", company: "Frieden" });
  expect(await desk.runJobs()).toEqual([]);

  const [one, other] = [await viewOf(gamma, contested), await viewOf(delta, calm)];

  expect({ ...one, body: "" }).toEqual({ ...other, body: "" });
  expect(shapeOf(one.body)).toEqual(shapeOf(other.body));
});

/** The names and kinds of everything in a JSON text, without its values. */
function shapeOf(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) =>
    typeof value === "object" ? value : typeof value,
  );
}

test("a partner is refused every field about conflicts, and no statement is run for it", async () => {
  const lead = await desk.register(alpha, { email: "b@verboten.com", company: "Verboten" });
  await desk.register(beta, { email: "b@verboten.com", company: "Verboten" });
  expect(await desk.runJobs()).toEqual([]);
  const { traffic } = desk.world.database;
  const ask = async (fields: string) => {
    const before = traffic.statements;
    const result = await desk.api.run(alpha, `query ($id: ID!) { ${fields} }`, { id: lead });
    return { result, statements: traffic.statements - before };
  };

  const plain = await ask("lead(by: { id: $id }) { id }");
  const asked = await ask(
    "lead(by: { id: $id }) { id matchingFinishedAt conflicts { totalCount nodes { id } } likenesses { totalCount nodes { id } } }",
  );
  const all = await ask("lead(by: { id: $id }) { id } conflicts(state: OPEN) { totalCount }");

  const forbidden = (coordinate: string, ...scopes: string[]) => ({
    code: "FORBIDDEN",
    coordinate,
    requiredScopes: [scopes],
  });
  expect(asked.result.data?.lead).toEqual({
    id: lead,
    matchingFinishedAt: null,
    conflicts: null,
    likenesses: null,
  });
  expect(asked.result.errors?.map((error) => error.extensions)).toEqual([
    forbidden("Lead.matchingFinishedAt", "LEADS_READ", "INTERNAL_READ"),
    forbidden("Lead.conflicts", "LEADS_READ", "INTERNAL_READ"),
    forbidden("Lead.likenesses", "LEADS_READ", "INTERNAL_READ"),
  ]);
  expect(all.result.data?.conflicts).toBeNull();
  expect(all.result.errors?.map((error) => error.extensions)).toEqual([
    forbidden("Query.conflicts", "INTERNAL_READ"),
  ]);
  expect([asked.statements, all.statements]).toEqual([plain.statements, plain.statements]);
});

test("a conflict's id is to partners an id that nobody has, and costs no statement", async () => {
  const [conflict] = await desk.conflicts();
  const real = idOf("cfl", conflict!.id);
  const { traffic } = desk.world.database;
  const before = traffic.statements;
  const ask = (id: string) =>
    desk.api.run(alpha, `query ($id: ID!) { node(id: $id) { id ... on Conflict { state } } }`, {
      id,
    });
  expect(await ask(real)).toEqual(await ask(newId("cfl")));
  expect(traffic.statements).toBe(before);

  const seen = await desk.api.run(
    vendorCaller(),
    `query ($id: ID!) { node(id: $id) { id __typename } }`,
    { id: real },
  );
  expect(seen.data?.node).toEqual({ id: real, __typename: "Conflict" });
});

test("no role that serves can enqueue a job by hand, or read or write the queue", async () => {
  const callers = [
    [alpha.session, "app_partner"],
    [vendorCaller().session, "app_vendor"],
    [{ ...vendorCaller().session, role: "jobs" as const }, "app_jobs"],
    [{ ...partnerCaller(newId("prt")).session, role: "auth" as const }, "app_auth"],
  ] as const;
  const { Client } = (await import("pg")).default;
  for (const [session, role] of callers) {
    const client = new Client({ connectionString: desk.world.urls[session.role] });
    await client.connect();
    try {
      for (const statement of [
        "select queue.enqueue_lead_event()",
        "select graphile_worker.add_job('match_lead', '{}')",
        "select * from graphile_worker.jobs",
        "select * from graphile_worker._private_jobs",
        "insert into graphile_worker._private_jobs default values",
        "delete from graphile_worker._private_jobs",
      ]) {
        await expect(client.query(statement), `${role}: ${statement}`).rejects.toMatchObject({
          code: "42501",
        });
      }
    } finally {
      await client.end();
    }
    const [may] = await desk.world.asOwner<{ execute: boolean }>(
      "select has_function_privilege($1, 'queue.enqueue_lead_event()', 'execute') as execute",
      [role],
    );
    expect(may).toEqual({ execute: false });
  }
});

test("nothing that matching knows can be read on a partner's connection", async () => {
  const { Client } = (await import("pg")).default;
  const client = new Client({ connectionString: desk.world.urls.partner });
  await client.connect();
  try {
    for (const table of [
      "conflict",
      "likeness",
      "lead_matching",
      "company_name",
      "company_name_key",
      "company_name_word",
      "company_name_lead",
    ]) {
      await expect(client.query(`select from ${table}`)).rejects.toMatchObject({ code: "42501" });
    }
  } finally {
    await client.end();
  }
});
