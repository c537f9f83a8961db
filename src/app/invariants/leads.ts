import type { Invariant } from "./invariant.ts";
import { LEAD_CHILDREN_INVARIANTS } from "./lead-children.ts";
import { MATCHING_INVARIANTS } from "./matching.ts";

/** The column that keeps when a stage was first reached. */
const STAMPS = `(values
  ('SUBMITTED', lead.submitted_at),
  ('MQL', lead.marketing_qualified_at),
  ('SAL', lead.accepted_at),
  ('SQL', lead.sales_qualified_at),
  ('OPPORTUNITY', lead.opportunity_at),
  ('WON', lead.won_at),
  ('LOST', lead.lost_at))`;

/** The moves of each lead that stand: neither taken back by the next one nor taking one back. */
const STANDING = `
        select *
        from (
          select *, lead(type) over (partition by lead_id order by seq) as next_type
          from lead_event
          where from_stage is distinct from to_stage
        ) as move
        where next_type is distinct from 'UNDONE' and type is distinct from 'UNDONE'`;

/** When each lead first reached each stage by its events, and whether it was only passed over. */
const REACHED = `
        select distinct on (event.lead_id, stage) event.lead_id, stage, event.at,
          stage is distinct from event.to_stage as is_passed
        from (${STANDING}) as event
        cross join unnest(event.passed || event.to_stage) as stage
        where event.type is distinct from 'TAKEN_OVER'
        order by event.lead_id, stage, event.seq`;

/** When leads that go on from others had reached each stage, by what those had. */
const INHERITED = `
        select succession.into_lead_id as lead_id, stamp.stage, min(stamp.reached_at) as at
        from lead_succession as succession
        join lead on lead.id = succession.lead_id
        cross join lateral ${STAMPS} as stamp (stage, reached_at)
        group by succession.into_lead_id, stamp.stage`;

/** The leads that reached a stage themselves, and not by what went on in them. */
const reachedItself = (stage: string, column: string): string => `
        select lead.id, lead.${column} as at
        from lead
        left join (${INHERITED}) as inherited on inherited.lead_id = lead.id and inherited.stage = '${stage}'
        where lead.${column} is not null and inherited.at is distinct from lead.${column}`;

/**
 * What leads promise: the row says what its events say, and nothing else happened to it. None of
 * it asks the functions and triggers that keep the promise; a null where none may be is a fault.
 */
export const LEAD_INVARIANTS: readonly Invariant[] = [
  {
    name: "leads-are-visible",
    meaning: "Whoever checks can see partners and leads: an empty view passes every other check",
    sql: `
      select 'partner' as blind_to
      where not exists (select from partner where is_vendor)
      union all
      select 'lead'
      where exists (select from lead_event) and not exists (select from lead)`,
  },
  {
    name: "events-are-gapless",
    meaning: "A lead's events count from 1 without a gap, and each lead has one at least",
    sql: `
      select coalesce(lead_id, lead.id) as lead_id, seq, place
      from (
        select lead_id, seq, row_number() over (partition by lead_id order by seq) as place
        from lead_event
      ) as counted
      full join lead on lead.id = counted.lead_id
      where seq is distinct from place or lead.id is null or counted.lead_id is null`,
  },
  {
    name: "version-counts-events",
    meaning: "A lead's version is the number of its events",
    sql: `
      select lead.id as lead_id, lead.version, count(event.id) as events
      from lead
      left join lead_event as event on event.lead_id = lead.id
      group by lead.id, lead.version
      having count(event.id) is distinct from lead.version`,
  },
  {
    name: "stage-chain-is-unbroken",
    meaning: "Each event begins in the stage in which the one before it ended, the first in NONE",
    sql: `
      select lead_id, seq, from_stage, stage_before
      from (
        select lead_id, seq, from_stage,
          lag(to_stage, 1, 'NONE') over (partition by lead_id order by seq) as stage_before
        from lead_event
      ) as link
      where from_stage is distinct from stage_before`,
  },
  {
    name: "stage-is-that-of-the-last-event",
    meaning: "A lead stands in the stage to which its last event led, since that event",
    sql: `
      select lead.id as lead_id, lead.stage, last.to_stage
      from lead
      left join (
        select distinct on (lead_id) lead_id, to_stage
        from lead_event
        order by lead_id, seq desc
      ) as last on last.lead_id = lead.id
      left join (
        select lead_id, max(at) as at
        from lead_event
        where from_stage is distinct from to_stage
        group by lead_id
      ) as entered on entered.lead_id = lead.id
      where lead.stage is distinct from last.to_stage
         or lead.stage_entered_at is distinct from entered.at`,
  },
  {
    name: "stage-stamps-are-the-events",
    meaning:
      "Each stage has the time of the first event that reached or passed it, of the lead's own or of one that goes on in it, and no other",
    sql: `
      select lead.id as lead_id, stamp.stage, stamp.reached_at, told.at as told_at
      from lead
      cross join lateral ${STAMPS} as stamp (stage, reached_at)
      left join (${REACHED}) as told on told.lead_id = lead.id and told.stage = stamp.stage
      left join (${INHERITED}) as inherited on inherited.lead_id = lead.id and inherited.stage = stamp.stage
      where stamp.reached_at is distinct from least(told.at, inherited.at)`,
  },
  {
    name: "implied-stages-were-passed",
    meaning:
      "The stages that a lead reached by implication are those that its events passed over, where no other goes on in it",
    sql: `
      select lead.id as lead_id, lead.implied_stages, told.passed
      from lead
      left join (
        select lead_id, array_agg(stage order by stage) as passed
        from (${REACHED}) as reached
        where is_passed
        group by lead_id
      ) as told on told.lead_id = lead.id
      where (select array_agg(stage order by stage) from unnest(lead.implied_stages) as stage)
        is distinct from told.passed
        and not exists (select from lead_succession as succession where succession.into_lead_id = lead.id)`,
  },
  {
    name: "sql-has-its-assessment",
    meaning:
      "A lead has one assessment that met the criteria from each time it became an SQL, the first time too, and no others",
    sql: `
      select coalesce(became.lead_id, assessment.lead_id) as lead_id, assessment.assessed_at
      from (
        select lead_id, at from lead_event where type = 'QUALIFIED'
        union
        select id, at from (${reachedItself("SQL", "sales_qualified_at")}) as itself
      ) as became
      full join (
        select lead_id, assessed_at, count(*) as assessments
        from assessment
        where outcome = 'MET'
        group by lead_id, assessed_at
      ) as assessment
        on assessment.lead_id = became.lead_id and assessment.assessed_at = became.at
      where became.lead_id is null or assessment.assessments is distinct from 1`,
  },
  {
    name: "opportunity-ends-as-its-lead",
    meaning:
      "A lead has an opportunity from when it was converted, and the last is won or lost as the lead is",
    sql: `
      select lead.id as lead_id, lead.stage, opportunity.state
      from lead
      left join (
        select distinct on (lead_id) id, lead_id, state
        from opportunity
        where state is distinct from 'UNDONE'
        order by lead_id, opened_at desc, id desc
      ) as opportunity on opportunity.lead_id = lead.id
      left join (${reachedItself("OPPORTUNITY", "opportunity_at")}) as itself on itself.id = lead.id
      where itself.id is not null and opportunity.id is null
         or lead.opportunity_at is null and opportunity.id is not null
         or (lead.stage = 'WON') is distinct from (coalesce(opportunity.state, '-') = 'WON')
         or (lead.stage = 'OPPORTUNITY') is distinct from (coalesce(opportunity.state, '-') = 'OPEN')`,
  },
  {
    name: "cycle-counts-reopenings",
    meaning:
      "A lead was begun once, and once more with each reopening, from which its claim counts, or from that of a lead that goes on in it",
    sql: `
      select lead.id as lead_id, lead.cycle, lead.claimed_at
      from lead
      left join (
        select lead_id, count(*) filter (where type = 'REOPENED') + 1 as cycles,
          max(at) filter (where type = 'REOPENED' or seq = 1 and type <> 'TAKEN_OVER') as begun_at
        from lead_event
        group by lead_id
      ) as told on told.lead_id = lead.id
      left join (
        select succession.into_lead_id as lead_id, min(before.claimed_at) as claimed_at
        from lead_succession as succession
        join lead as before on before.id = succession.lead_id
        group by succession.into_lead_id
      ) as inherited on inherited.lead_id = lead.id
      where lead.cycle is distinct from told.cycles
         or lead.claimed_at is distinct from told.begun_at
           and lead.claimed_at is distinct from least(told.begun_at, inherited.claimed_at)`,
  },
  {
    name: "undone-is-what-was-moved-last",
    meaning:
      "What was taken back was the vendor's last move, and the lead stands where it stood before it",
    sql: `
      select lead_id, seq, from_stage, to_stage
      from (
        select lead_id, seq, type, from_stage, to_stage, at,
          lag(type) over of_lead as last_type,
          lag(from_stage) over of_lead as last_from,
          lag(by_vendor) over of_lead as was_vendors
        from lead_event
        where from_stage is distinct from to_stage
        window of_lead as (partition by lead_id order by seq)
      ) as move
      where type = 'UNDONE'
        and (last_from is distinct from to_stage or was_vendors is distinct from true or last_type = 'UNDONE')`,
  },
  ...LEAD_CHILDREN_INVARIANTS,
  ...MATCHING_INVARIANTS,
];
