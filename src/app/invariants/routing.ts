import type { Invariant } from "./invariant.ts";

const WORK = "'SAL', 'SQL', 'OPPORTUNITY'";

/** Who of the vendor's works on a lead. */
export const ROUTING_INVARIANTS: readonly Invariant[] = [
  {
    name: "lead-has-one-holder",
    meaning:
      "A lead has one holder at most, and none once it is closed or returned; an accepted one is held by its owner, or waits in a queue",
    sql: `
      select held.lead_id, lead.stage, lead.owner_id, held.member_id, held.queue_id
      from assignment as held
      left join lead on lead.id = held.lead_id and lead.partner_id = held.partner_id
      where held.ended_at is null
        and (lead.stage in ('SUBMITTED', 'MQL')
          or lead.stage in (${WORK}) and (held.member_id = lead.owner_id or held.queue_id is not null)) is distinct from true
      union all
      select lead_id, 'TWICE', null, null, null
      from assignment
      where ended_at is null
      group by lead_id
      having count(*) > 1`,
  },
  {
    name: "inbox-is-what-waits",
    meaning:
      "The inbox has each lead with which the vendor has to do something next, by whom, by when, and with its score",
    sql: `
      select coalesce(item.lead_id, now.lead_id) as lead_id, item.holder_id, now.holder_id as should_be, item.due_at, now.due_at as should_be_due
      from inbox_item as item
      full join app.inbox_now as now on now.lead_id = item.lead_id
      where (item.partner_id, item.holder_id, item.next_step, item.entered_at, item.waits_for_partner)
          is distinct from (now.partner_id, now.holder_id, now.next_step, now.entered_at, now.waits_for_partner)
        or (item.due_at, item.score, item.grade) is distinct from (now.due_at, now.score, now.grade)`,
  },
  {
    name: "who-left-holds-nothing",
    meaning:
      "Where rules are published, whoever holds a lead is there, or the job that hands on what a leaver holds is to come",
    as: "owner",
    sql: `
      select held.lead_id, held.member_id
      from assignment as held
      join membership as holder on holder.id = held.member_id
      where held.ended_at is null and holder.deactivated_at is not null
        and exists (select from routing_version)
        and not exists (
          select
          from graphile_worker.jobs
          where key = 'hand_leads_on:' || held.member_id)`,
  },
  {
    name: "assignment-says-its-rule",
    meaning: "What a rule gave was given by a rule of that version, and says why",
    sql: `
      select given.id as assignment_id, given.routing_number, given.rule_position
      from assignment as given
      left join routing_version as version on version.number = given.routing_number
      where given.routing_number is not null
        and (given.rule_position <= jsonb_array_length(version.rules)
          and given.explanation -> 'rules' -> -1 ->> 'outcome' = 'CHOSEN') is distinct from true`,
  },
  {
    name: "staff-is-the-vendors",
    meaning: "Teams, profiles and absences are of the vendor's people, and only they hold leads",
    sql: `
      select named.place, named.member_id
      from (
        select 'team' as place, member_id from team_member
        union all
        select 'profile', member_id from rep_profile
        union all
        select 'absence', member_id from absence
        union all
        select 'deputy', deputy_id from absence where deputy_id is not null
        union all
        select 'assignment', member_id from assignment where member_id is not null
      ) as named
      left join membership on membership.id = named.member_id
      where membership.side is distinct from 'VENDOR'`,
  },
];
