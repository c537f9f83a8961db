import type { Invariant } from "./invariant.ts";

const REVIEW = "'SUBMITTED', 'MQL'";
const WORK = "'SAL', 'SQL', 'OPPORTUNITY'";

/** What both sides say about a lead: to whom it is to answer, and by when. */
export const CONVERSATION_INVARIANTS: readonly Invariant[] = [
  {
    name: "lead-has-ten-contacts-at-most",
    meaning: "No lead has more than ten contacts",
    sql: `
      select lead_id, count(*) as contacts
      from contact
      group by lead_id
      having count(*) > 10`,
  },
  {
    name: "open-question-has-its-stage",
    meaning:
      "What is asked before acceptance is asked of a lead in review, all else and each proposal of one that is worked on; of a lead one of each is open",
    sql: `
      select open.kind, open.lead_id, lead.stage
      from (
        select case when before_acceptance then 'REVIEW' else 'WORK' end as kind, lead_id
        from information_request
        where state = 'OPEN'
        union all
        select 'PROPOSAL', lead_id
        from correction_proposal
        where state = 'OPEN'
      ) as open
      left join lead on lead.id = open.lead_id
      where (case open.kind when 'REVIEW' then lead.stage in (${REVIEW}) else lead.stage in (${WORK}) end) is distinct from true
      union all
      select 'TWICE', lead_id, null
      from (
        select 'REQUEST' as kind, lead_id from information_request where state = 'OPEN'
        union all
        select 'PROPOSAL', lead_id from correction_proposal where state = 'OPEN'
      ) as open
      group by kind, lead_id
      having count(*) > 1`,
  },
  {
    name: "clock-follows-its-lead",
    meaning:
      "A lead in review, and one that was accepted and not moved, has a clock that runs since the event by which it came there, and no other one that does; it rests while its partner is asked, if it was promised to, and stands still once the lead is elsewhere",
    sql: `
      select lead.id as lead_id, lead.stage, measured.kind, clock.started_at, clock.paused_at, clock.stopped_at
      from lead
      cross join (values ('ACCEPTANCE', '{SUBMITTED,MQL}'::text[]), ('CONVERSION', '{SAL}')) as measured (kind, stages)
      left join lead_clock as clock on clock.lead_id = lead.id and clock.kind = measured.kind and clock.is_latest
      left join clock_watch as watch on watch.clock_id = clock.id
      left join lead_event as began on began.lead_id = lead.id and began.id = clock.id
      cross join lateral (
        select max(asked_at) as asked_at
        from information_request
        where lead_id = lead.id and state = 'OPEN' and before_acceptance = (measured.kind = 'ACCEPTANCE')
      ) as asked
      where lead.stage = any (measured.stages) and clock.id is null
        or clock.id is not null and (
          watch.clock_id is null
          or began.at is distinct from clock.started_at
          or (began.to_stage = any (measured.stages)) is distinct from true
          or (clock.stopped_at is null) <> (lead.stage = any (measured.stages))
          or clock.stopped_at is null and watch.rests_for_partner and clock.paused_at is distinct from asked.asked_at
          or clock.paused_at is not null and not watch.rests_for_partner
          or (watch.running_since is not null) <> (clock.stopped_at is null and clock.paused_at is null))
      union all
      select lead_id, null, kind, started_at, paused_at, stopped_at
      from lead_clock
      where not is_latest and stopped_at is null`,
  },
  {
    name: "clock-keeps-its-promise",
    meaning:
      "A clock that runs is due when what is left of its target will have passed, one in plain hours after all pauses; each of its steps is done once, not before it was due, and those that are left are due in order",
    sql: `
      select clock.lead_id, clock.kind, clock.due_at, watch.next_percent, watch.fires_at
      from lead_clock as clock
      join clock_watch as watch on watch.partner_id = clock.partner_id and watch.clock_id = clock.id
      cross join lateral (
        select coalesce(sum(closed_at - asked_at), interval '0') as paused
        from information_request
        where lead_id = clock.lead_id and before_acceptance = (clock.kind = 'ACCEPTANCE') and watch.rests_for_partner
          and asked_at >= clock.started_at and asked_at < clock.due_at
          and closed_at < coalesce(clock.stopped_at, 'infinity')
      ) as asked
      cross join lateral (
        select max(percent) as percent
        from clock_firing
        where partner_id = clock.partner_id and clock_id = clock.id
      ) as fired
      cross join lateral (
        select min(step) as percent
        from unnest(watch.warn_at || 100) as step
        where step > coalesce(fired.percent, 0)
      ) as next
      where watch.next_percent is distinct from next.percent
        or watch.fires_at is distinct from app.clock_instant(watch, next.percent)
        or watch.running_since is not null and clock.due_at > watch.running_since
          and clock.due_at <> app.clock_instant(watch, 100)
        or not watch.in_business_hours
          and clock.due_at <> clock.started_at + watch.target_minutes * interval '1 minute' + asked.paused`,
  },
];
