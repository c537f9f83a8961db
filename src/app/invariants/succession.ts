import type { Invariant } from "./invariant.ts";

/** What leads that go on in others promise: to one that is there, without a gap, and nothing twice. */
export const SUCCESSION_INVARIANTS: readonly Invariant[] = [
  {
    name: "merged-lead-goes-on",
    meaning:
      "Exactly the leads that are MERGED go on in another one, in no circle, and the last of them all did not end so",
    sql: `
      select coalesce(lead.id, succession.lead_id) as lead_id, succession.root_lead_id
      from (select id from lead where stage = 'MERGED') as lead
      full join lead_succession as succession on succession.lead_id = lead.id
      left join lead_succession as next on next.lead_id = succession.into_lead_id
      left join lead as root on root.id = succession.root_lead_id
      where lead.id is null
         or succession.lead_id is null
         or root.stage is null
         or root.stage = 'MERGED'
         or succession.root_lead_id is distinct from coalesce(next.root_lead_id, succession.into_lead_id)`,
  },
  {
    name: "what-goes-on-earns-once",
    meaning:
      "No milestone is awarded to a lead after one that goes on in it had a live award for the same, but by a rule where that was a spiff",
    sql: `
      select later.id as award_id, earlier.id as earlier_id
      from lead_succession as succession
      join award as earlier on earlier.lead_id = succession.lead_id
      join award as later
        on later.lead_id = succession.root_lead_id
        and later.incentive_program_id = earlier.incentive_program_id
        and later.milestone = earlier.milestone
        and later.event_at > succession.at
      where earlier.reversed_at is null and earlier.gross_minor > earlier.forfeited_minor
        and (later.rule_key like 'spiff\\_%' or earlier.rule_key not like 'spiff\\_%')
        and later.reversed_at is null and later.gross_minor > later.forfeited_minor`,
  },
  {
    name: "protection-goes-on-without-a-gap",
    meaning: "What was protected until its lead went on in another one is protected for that one",
    sql: `
      select passed.id as window_id, passed.lead_id, passed.ended_at
      from protection_window as passed
      left join lead_succession as succession on succession.lead_id = passed.lead_id
      where passed.end_reason = 'MOVED'
        and not exists (
          select
          from protection_window as next
          where next.lead_id = succession.into_lead_id and next.opened_at <= passed.ended_at
            and (next.ended_at is null or next.ended_at >= passed.ended_at))`,
  },
];
