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
      "A lead in review has a clock that runs since it came there, for its program's hours and all pauses; it rests while its partner is asked, and stands still once the lead is elsewhere",
    sql: `
      select lead.id as lead_id, lead.stage, clock.started_at, clock.due_at, clock.paused_at, clock.stopped_at
      from lead
      join program on program.id = lead.program_id
      left join acceptance_clock as clock on clock.lead_id = lead.id
      cross join lateral (
        select max(event.at) as began_at
        from lead_event as event
        where event.lead_id = lead.id and event.from_stage not in (${REVIEW}) and event.to_stage in (${REVIEW})
          and event.type <> 'UNDONE'
      ) as review
      cross join lateral (
        select coalesce(sum(closed_at - asked_at) filter (where state = 'ANSWERED'), interval '0') as paused,
          max(asked_at) filter (where state = 'OPEN') as asked_at
        from information_request
        where lead_id = lead.id and before_acceptance and asked_at >= clock.started_at
      ) as asked
      where lead.stage in (${REVIEW}) and clock.lead_id is null
        or clock.started_at is distinct from review.began_at and clock.lead_id is not null
        or (clock.stopped_at is null) is distinct from (lead.stage in (${REVIEW})) and clock.lead_id is not null
        or clock.stopped_at is null and clock.paused_at is distinct from asked.asked_at
        or clock.due_at <> clock.started_at + make_interval(hours => program.acceptance_hours) + asked.paused`,
  },
];
