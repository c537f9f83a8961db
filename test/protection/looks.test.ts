import { afterAll, beforeAll, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";

import { pause } from "./desk.ts";
import { openTimedDesk } from "./timed-desk.ts";
import type { TimedDesk } from "./timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
});
afterAll(() => desk.world.close());

const open = (by: Caller, leadId: LeadId) => desk.lead(by, leadId, "stage");

/** Looks are written behind the answer: what there is once as many are there, or after a second. */
async function looksAt(leadId: LeadId, atLeast: number) {
  for (let tries = 0; ; tries += 1) {
    const rows = await desk.world.asOwner<{ member_id: string; looked_at: Date }>(
      "select member_id, looked_at from lead_look where lead_id = $1 order by looked_at",
      [uuidOf(leadId)],
    );
    if (rows.length >= atLeast && (rows.length > 0 || tries >= 20)) return rows;
    if (tries >= 50) return rows;
    await pause(20);
  }
}

const LOOKS = "looks { nodes { leadId memberId memberName lookedAt } }";
const claimFor = (by: Caller, name: string) =>
  desk.run(
    by,
    "recordDirectClaim",
    { company: { name, domain: `${name.toLowerCase()}.com` }, evidence: "Minutes" },
    `directClaim { recorderHadLooked ${LOOKS} }`,
  );

test("whoever opens a lead before its acceptance is on record, once a day", async () => {
  desk.at("2026-02-02T10:00:00Z");
  const leadId = await desk.register(alpha, "Offen");
  for (let i = 0; i < 3; i += 1) await open(desk.sales, leadId);
  desk.at("2026-02-02T11:00:00Z");
  await desk.api.run(
    desk.manager,
    `{ node(id: "${leadId}") { ... on Lead { company { name } } } }`,
  );
  desk.at("2026-02-03T09:00:00Z");
  await desk.api.run(desk.sales, `{ nodes(ids: ["${leadId}"]) { id } }`);
  const looks = await looksAt(leadId, 3);
  expect(looks.map((look) => [look.member_id, look.looked_at.toISOString()])).toEqual([
    [desk.sales.actor.id, "2026-02-02T10:00:00.000Z"],
    [desk.manager.actor.id, "2026-02-02T11:00:00.000Z"],
    [desk.sales.actor.id, "2026-02-03T09:00:00.000Z"],
  ]);
  const seen = await desk.lead(desk.sales, leadId, LOOKS);
  expect(seen.looks.nodes[0]).toEqual({
    leadId,
    memberId: idOf("mem", desk.sales.actor.id ?? ""),
    memberName: "Rosa Fischer",
    lookedAt: "2026-02-02T10:00:00.000Z",
  });
});

test("its partner, keys, lists and whoever works on it once it is accepted leave nothing", async () => {
  desk.at("2026-02-02T10:00:00Z");
  const leadId = await desk.register(alpha, "Still");
  await open(alpha, leadId);
  const key: Caller = { ...desk.sales, actor: { ...desk.sales.actor, kind: "API_KEY" } };
  await open(key, leadId);
  await desk.api.run(desk.sales, "{ leads(first: 100) { nodes { company { name } } } }");
  await desk.done(desk.sales, "acceptLead", leadId);
  await open(desk.sales, leadId);
  expect(await looksAt(leadId, 0)).toEqual([]);
  const asked = await desk.api.run(
    alpha,
    `{ lead(by: { id: "${leadId}" }) { stage looks { totalCount } } }`,
  );
  expect(asked.errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
});

test("a claim for the vendor says whether who recorded it had looked, and who else had", async () => {
  desk.at("2026-02-02T10:00:00Z");
  const leadId = await desk.register(alpha, "Geschaut");
  await open(desk.sales, leadId);
  await looksAt(leadId, 1);
  desk.at("2026-02-02T12:00:00Z");
  const marked = await claimFor(desk.sales, "Geschaut");
  expect(marked.directClaim).toMatchObject({
    recorderHadLooked: true,
    looks: { nodes: [{ leadId, memberName: "Rosa Fischer" }] },
  });
  const other = await claimFor(desk.manager, "Geschaut");
  expect(other.directClaim).toMatchObject({
    recorderHadLooked: false,
    looks: { nodes: [{ memberName: "Rosa Fischer" }] },
  });
  desk.at("2026-02-02T13:00:00Z");
  const later = await desk.register(alpha, "Danach");
  const clean = await claimFor(desk.sales, "Danach");
  desk.at("2026-02-02T14:00:00Z");
  await open(desk.sales, later);
  await looksAt(later, 1);
  expect(clean.directClaim).toEqual({ recorderHadLooked: false, looks: { nodes: [] } });
});
