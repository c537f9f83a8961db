import { afterAll, beforeAll, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import type { CastMember } from "../support/cast.ts";

import { openSalesFloor } from "./sales-floor.ts";
import type { SalesFloor } from "./sales-floor.ts";

const WORKERS = 8;
const LEADS = 1_000;
const PEOPLE = 7;

let floor: SalesFloor;
let queueId: string;
let team: readonly CastMember[];
let teamId: string;

beforeAll(async () => {
  floor = await openSalesFloor();
  queueId = await floor.save("saveQueue", "queue", { name: "Everybody" });
  team = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => floor.hire(`Rep ${n}`)));
  const memberIds = team.map(({ memberId }) => memberId);
  teamId = await floor.save("saveTeam", "team", { name: "All", memberIds });
});
afterAll(() => floor.world.close());

/** Leads in review that were matched, past all triggers. */
async function plantLeads(count: number): Promise<readonly LeadId[]> {
  const ids = Array.from({ length: count }, () => uuidOf(newId("lead")));
  const partner = uuidOf(floor.alpha);
  await floor.world.asOwner(`
    begin;
    set local session_replication_role = replica;
    create temporary table planted on commit drop as
    select id::uuid from unnest(array['${ids.join("','")}']) as id;
    insert into lead (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at, registration_hash,
      source, registered_by, created_at, updated_at)
    select id, '${partner}', '01970000-0000-7000-8000-000000000001', 'NEW_BUSINESS', 'SUBMITTED', now(), now(), now(), '\\x00',
      'PARTNER_API', '${uuidOf(floor.partner.memberId)}', now(), now()
    from planted;
    insert into company (lead_id, partner_id, name, folded_name)
    select id, '${partner}', 'Planted', 'planted'
    from planted;
    commit;`);
  return ids.map((id) => idOf("lead", id));
}

/** Eight at once, each taking the next lead that is left. */
async function routeAll(leads: readonly LeadId[]): Promise<void> {
  const left = [...leads];
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      for (let next = left.pop(); next; next = left.pop()) await floor.route(next);
    }),
  );
}

/** How many of these leads each of the team holds. */
async function shares(leads: readonly LeadId[]): Promise<readonly number[]> {
  const rows = await floor.world.asOwner<{ member_id: string; n: number }>(
    "select member_id, count(*)::integer as n from assignment where ended_at is null and member_id is not null and lead_id = any($1) group by member_id",
    [leads.map(uuidOf)],
  );
  const byMember = new Map(rows.map(({ member_id: member, n }) => [idOf("mem", member), n]));
  return team.map(({ memberId }) => byMember.get(memberId) ?? 0);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const otherwise = () => ({ name: "Everything else", target: "QUEUE", queueId });
const of = (target: string) => ({ name: target, target, teamId });

test("in turn, a thousand leads are shared within one by eight workers at once", async () => {
  await floor.publish(of("ROUND_ROBIN"), otherwise());
  const leads = await plantLeads(LEADS);

  await routeAll(leads);

  const held = await shares(leads);
  expect(sum(held)).toBe(LEADS);
  expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(1);
});

test("the least busy catch up, and then all are busy within one", async () => {
  await floor.publish(of("LEAST_BUSY"), otherwise());
  // somebody starts with nothing, while the others hold about 143 each
  await floor.world.asOwner(
    "update assignment set ended_at = now() where member_id = $1 and ended_at is null",
    [uuidOf(team[0]!.memberId)],
  );
  const leads = await plantLeads(LEADS);

  await routeAll(leads);

  const rows = await floor.world.asOwner<{ n: number }>(
    "select count(*)::integer as n from assignment where ended_at is null and member_id is not null group by member_id",
  );
  const held = rows.map(({ n }) => n);
  expect(sum(await shares(leads))).toBe(LEADS);
  expect(held).toHaveLength(PEOPLE);
  expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(1);
});

test("nobody is given more than they can carry; what is left waits in the queue", async () => {
  await floor.world.asOwner("update assignment set ended_at = now() where ended_at is null");
  const capacities = team.map((_, n) => n + 1);
  for (const [n, { memberId }] of team.entries()) {
    const profile = { memberId, capacity: n + 1, skillIds: [], territoryIds: [] };
    await floor.save("setRepProfile", "repProfile", profile);
  }
  await floor.publish(of("WEIGHTED"), otherwise());
  const leads = await plantLeads(sum(capacities) + 10);

  await routeAll(leads);

  expect(await shares(leads)).toEqual(capacities);
  const [waiting] = await floor.world.asOwner(
    "select count(*)::integer as n from assignment where ended_at is null and queue_id is not null",
  );
  expect(waiting).toEqual({ n: 10 });
});
