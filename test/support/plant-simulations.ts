import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, SimulationId } from "../../src/kernel/index.ts";
import { runSimulation } from "../../src/incentives/index.ts";

import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

/** Simulations of a version: one that is done, whose id is returned, one that failed and one that is told to end. */
export async function plantSimulations(
  world: ServedWorld,
  by: CastMember,
  programVersionId: string,
): Promise<string> {
  const ask = async (): Promise<SimulationId> => {
    const input = { programVersionId, from: "2026-01-01", until: "2026-04-01" };
    const made = await done(world, by.key, "simulateProgram", input, "simulation { id }");
    return made["simulation"].id;
  };
  const ended = await ask();
  await done(world, by.key, "cancelSimulation", { simulationId: ended });
  const failed = await ask();
  await world.asOwner(
    "update simulation set status = 'FAILED', finished_at = now(), failure = 'Too long' where id = $1",
    [uuidOf(failed)],
  );
  const simulationId = await ask();
  const { database } = world;
  const run = runSimulation({ database, clock: () => new Date() });
  await run({ simulationId: ended }, "job");
  // as if there had been one of each to tell of
  const sum = { beforeMinor: "20000", afterMinor: "25000" };
  const result = {
    ...{ leads: 1, milestones: 1, ...sum, forfeitedMinor: "0" },
    byMilestone: [{ milestone: "SQL", count: 1, ...sum }],
    byTier: [{ tier: "Silver", ...sum }],
    byPartner: [{ partnerId: by.memberId.replace("mem_", "prt_"), name: "Somebody", ...sum }],
    gates: [{ gate: "MILESTONE_EARNED", count: 1 }],
  };
  await world.asOwner(
    "update simulation set status = 'DONE', started_at = now(), finished_at = now(), result = $2 where id = $1",
    [uuidOf(simulationId), JSON.stringify(result)],
  );
  return simulationId;
}

/** An award behind a closed gate and a change of one, both taken back: no world of one lead earns all that there is. */
export async function plantAwardsOfOld(world: ServedWorld, leadId: LeadId): Promise<void> {
  const as = async (more: object): Promise<void> => {
    await world.asOwner(
      `insert into award
       select (jsonb_populate_record(a, $2::jsonb || jsonb_build_object('id', gen_random_uuid(), 'reversed_at', now(),
         'adjusts_award_id', case when $2::jsonb->>'kind' = 'ADJUST' then a.id end))).*
       from award as a
       where a.lead_id = $1 and a.kind = 'AWARD'
       order by a.generation, a.milestone
       limit 1`,
      [uuidOf(leadId), JSON.stringify(more)],
    );
  };
  const nothing = { gross_minor: 0, forfeited_minor: 0, gate: "MILESTONE_EARNED" };
  await as({ kind: "AWARD", generation: 99, ...nothing });
  await as({ kind: "ADJUST", n: 99, gross_minor: 1, forfeited_minor: 1, gate: null });
}
