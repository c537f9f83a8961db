import type { Invariant } from "./invariant.ts";

const REVIEW = "'SUBMITTED', 'MQL'";
const WORK = "'SAL', 'SQL', 'OPPORTUNITY'";

/** In which times a clock rests. Where two meet without overlapping it went on between them, if for no time. */
const RESTS = `
          select range_agg(tstzrange(since, until, '()'))
          from (
            select asked_at as since, closed_at as until
            from information_request
            where lead_id = clock.lead_id and before_acceptance = (clock.kind = 'ACCEPTANCE') and watch.rests_for_partner
              and asked_at >= clock.started_at
            union all
            select greatest(suspended_at, clock.started_at), ended_at
            from partner_suspension
            where partner_id = clock.partner_id and coalesce(ended_at, 'infinity') > clock.started_at
          ) as times`;

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
      "A lead in review, and one that was accepted and not moved, has a clock that runs since the event by which it came there, and no other one that does; it rests while its partner is asked, if it was promised to, and while it is suspended, and stands still once the lead is elsewhere",
    sql: `
      select lead.id as lead_id, lead.stage, measured.kind, clock.started_at, clock.paused_at, clock.stopped_at
      from lead
      cross join (values ('ACCEPTANCE', '{SUBMITTED,MQL}'::text[]), ('CONVERSION', '{SAL}')) as measured (kind, stages)
      left join lead_clock as clock on clock.lead_id = lead.id and clock.kind = measured.kind and clock.is_latest
      left join clock_watch as watch on watch.clock_id = clock.id
      left join lead_event as began on began.lead_id = lead.id and began.id = clock.id
      left join lateral (
        select lower(rest) as since
        from unnest((
          ${RESTS}
        )) as rest
        where upper_inf(rest)
      ) as resting on clock.id is not null
      where lead.stage = any (measured.stages) and clock.id is null
        or clock.id is not null and (
          watch.clock_id is null
          or began.at is distinct from clock.started_at
          or (began.to_stage = any (measured.stages)) is distinct from true
          or (clock.stopped_at is null) <> (lead.stage = any (measured.stages))
          or clock.stopped_at is null
            and ((clock.paused_at is null) <> (resting.since is null)
              or clock.paused_at < resting.since
              -- where two causes met, it may rest since the later one
              or clock.paused_at is distinct from resting.since
                and not exists (select from partner_suspension where partner_id = lead.partner_id))
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
        select coalesce(sum(upper(rest) - lower(rest)), interval '0') as paused
        from unnest((
          ${RESTS}
        )) as rest
        where not upper_inf(rest) and lower(rest) < clock.due_at and upper(rest) < coalesce(clock.stopped_at, 'infinity')
      ) as rested
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
          and clock.due_at <> clock.started_at + watch.target_minutes * interval '1 minute' + rested.paused`,
  },
  {
    name: "clock-of-a-suspended-partner-rests",
    meaning:
      "While a partner is suspended, as is on record, no clock of its leads runs and none has a step that is due",
    sql: `
      select partner.id as partner_id, null as lead_id, null as kind
      from partner
      left join partner_suspension as suspended on suspended.partner_id = partner.id and suspended.ended_at is null
      where (partner.state = 'SUSPENDED') is distinct from (suspended.partner_id is not null)
      union all
      select clock.partner_id, clock.lead_id, clock.kind
      from lead_clock as clock
      join partner on partner.id = clock.partner_id and partner.state = 'SUSPENDED'
      join clock_watch as watch on watch.partner_id = clock.partner_id and watch.clock_id = clock.id
      where clock.stopped_at is null and clock.paused_at is null
        or watch.running_since is not null
        or watch.fires_at is not null`,
  },
];
