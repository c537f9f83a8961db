import { idOf, parseId, uuidOf } from "../../src/kernel/index.ts";
import type { CriteriaReplayId, LeadId } from "../../src/kernel/index.ts";
import { runReplay } from "../../src/qualification/index.ts";

import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

/** Runs all replays that wait, as the server does by itself: no more than a few are under way at once. */
export async function runReplays(world: ServedWorld): Promise<void> {
  const waiting = await world.asOwner<{ id: string }>(
    "select id from criteria_replay where status in ('QUEUED', 'RUNNING')",
  );
  const run = runReplay({ database: world.database, clock: () => new Date() });
  for (const { id } of waiting) await run({ replayId: idOf("crp", id) }, "job");
}

/** Replays of the draft of a set: one that is done, whose id is returned, and one that was told to end. */
export async function plantReplays(
  world: ServedWorld,
  by: CastMember,
  { criteriaSetId, leadId }: { readonly criteriaSetId: string; readonly leadId: LeadId },
): Promise<string> {
  const set = parseId("crs", criteriaSetId);
  if (!set.ok) throw new Error(set.problem);
  const [draft] = await world.asOwner<{ id: string; program_id: string; line_id: string }>(
    `select v.id, lead.program_id, lead.product_line_ids[1] as line_id
     from criteria_version as v
     cross join lead
     where v.set_id = $1 and v.state = 'DRAFT' and lead.id = $2`,
    [uuidOf(set.id), uuidOf(leadId)],
  );
  const { data } = await world.ask(
    by.key,
    "query ($id: ID!) { lead(by: { id: $id }) { partner { id } } }",
    { id: leadId },
  );
  const ask = async (more: object = {}): Promise<CriteriaReplayId> => {
    const input = {
      criteriaVersionId: idOf("crt", draft?.id ?? ""),
      cohort: { from: "2025-01-01", until: "2029-01-01", ...more },
      leastLeads: 1,
    };
    const made = await done(world, by.key, "replayCriteria", input, "criteriaReplay { id }");
    return made["criteriaReplay"].id;
  };
  await done(world, by.key, "cancelReplay", { criteriaReplayId: await ask() });
  const replayId = await ask({
    partnerIds: [data?.["lead"].partner.id],
    programIds: [idOf("prg", draft?.program_id ?? "")],
    productLineIds: [idOf("pln", draft?.line_id ?? "")],
    kinds: ["NEW_BUSINESS"],
  });
  await runReplays(world);
  // as if something had been corrected since
  await world.asOwner(
    `alter table criteria_replay_lead disable trigger criteria_replay_lead_guard;
     update criteria_replay_lead set forgotten = '{value}' where change = 'UNDECIDABLE';
     alter table criteria_replay_lead enable always trigger criteria_replay_lead_guard`,
  );
  return replayId;
}

/** Many more leads that a replay judged, as if they had been of its cohort. */
export async function plantManyReplayed(
  world: ServedWorld,
  replayId: string,
  count: number,
): Promise<void> {
  const replay = parseId("crp", replayId);
  if (!replay.ok) throw new Error(replay.problem);
  await world.asOwner(
    `alter table criteria_replay_lead disable trigger criteria_replay_lead_guard;
     insert into criteria_replay_lead
     select '${uuidOf(replay.id)}', lead.id, lead.partner_id, lead.kind, lead.product_line_ids, 'QUALIFIED', lead.claimed_at, 'LOST',
       false, '{}', '{}'
     from lead
     order by lead.id
     limit ${count}
     on conflict do nothing;
     alter table criteria_replay_lead enable always trigger criteria_replay_lead_guard`,
  );
}
