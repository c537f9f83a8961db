import type { LeadId } from "../../src/kernel/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { routeNewLead } from "../../src/routing/index.ts";

import { plantMember } from "./cast.ts";
import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

/** One of each by which leads find their holder. */
export interface Staff {
  readonly team: string;
  readonly queue: string;
  readonly territory: string;
  readonly skill: string;
  readonly repProfile: string;
  readonly absence: string;
  readonly routing: string;
  readonly assignment: string;
}

/** Arranges the vendor's staff, publishes rules, and lets a lead go from hand to hand. */
export async function plantStaff(
  world: ServedWorld,
  { staff, sales }: { readonly staff: CastMember; readonly sales: CastMember },
  leadId: LeadId,
  note: string,
): Promise<Staff> {
  const made = async (verb: string, field: string, input: Record<string, unknown>) => {
    const payload = await done(world, staff.key, verb, input, `${field} { id }`);
    const { id }: { id: string } = payload[field];
    return id;
  };
  const away = await plantMember(world, ["SALES_REP"], null, { name: "Away" });
  const skill = await made("saveSkill", "skill", { name: "Machinery" });
  const areas = [{ country: "DE", region: "Bayern", postcodePrefix: "8" }, { country: "DE" }];
  const territory = await made("saveTerritory", "territory", { name: "Germany", areas });
  const team = await made("saveTeam", "team", {
    ...{ name: "North", managerId: staff.memberId, memberIds: [away.memberId, sales.memberId] },
  });
  const queue = await made("saveQueue", "queue", { name: "Inbox of the north", teamId: team });
  const fit = { capacity: 1_000, skillIds: [skill], territoryIds: [territory] };
  const repProfile = await made("setRepProfile", "repProfile", {
    ...{ memberId: sales.memberId, ...fit },
  });
  await made("setRepProfile", "repProfile", { memberId: away.memberId, ...fit });
  const absent = { memberId: away.memberId, deputyId: sales.memberId };
  await made("recordAbsence", "absence", {
    ...{ ...absent, absentFrom: "2020-01-01T00:00:00Z", absentUntil: "2099-01-01T00:00:00Z" },
  });
  const absence = await made("recordAbsence", "absence", {
    ...{ ...absent, absentFrom: "2099-01-01T00:00:00Z", absentUntil: "2099-02-01T00:00:00Z" },
  });
  await done(world, staff.key, "endAbsence", { absenceId: absence });
  const routing = await made("publishRouting", "routing", {
    expectedNumber: 0,
    rules: [
      {
        ...{ name: "France", target: "PERSON", memberId: away.memberId },
        condition: 'country == "FR"',
      },
      {
        ...{ name: "Germany", target: "ROUND_ROBIN", teamId: team },
        ...{ skillIds: [skill], inTerritory: true },
      },
      {
        ...{ name: "French deals", moment: "SQL", target: "PERSON", memberId: away.memberId },
        condition: 'country == "FR"',
      },
      { name: "Everything else", target: "QUEUE", queueId: queue },
    ],
    note: "The first ones",
  });

  const { database } = world;
  const moves = await readStageMoves(database);
  await routeNewLead({ database, newId, moves, clock: () => new Date() })({ leadId }, "job");
  const pass = { leadId, queueId: queue, reason: note };
  await done(world, staff.key, "reassignLead", pass, "lead { id }");
  await done(world, sales.key, "claimLead", { leadId }, "lead { id }");
  const seen = await world.ask(
    staff.key,
    "query ($id: ID!) { lead(by: { id: $id }) { assignment { id } } }",
    { id: leadId },
  );
  const assignment: string = seen.data?.["lead"].assignment.id;
  return { team, queue, territory, skill, repProfile, absence, routing, assignment };
}
