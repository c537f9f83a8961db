-- Each lead's whole story in one row; every table is filled from it. Leads from 1 to `leads` are
-- the story; those after them, claimed earlier, stand accepted and wait to be qualified.
create unlogged table bench.lead as
with thrown as (
  select n, n > setting.leads as is_pool, uptos, setting.started, setting.ended,
    case when n > setting.leads then 1 + (n % 50)::integer else 1 + width_bucket(bench.dice(n, 1), uptos) end as partner_number,
    case when n > setting.leads then 'SAL' else (
      array['SUBMITTED', 'SAL', 'SQL', 'OPPORTUNITY', 'WON', 'LOST', 'REJECTED', 'RECYCLED', 'WITHDRAWN', 'DISQUALIFIED']
    )[1 + width_bucket(bench.dice(n, 2), array[0.08, 0.16, 0.34, 0.51, 0.76, 0.86, 0.92, 0.96, 0.98])] end as stage,
    date_trunc('milliseconds', case when n > setting.leads then setting.started - interval '20 days'
      else setting.started + (n::double precision / setting.leads) * (setting.ended - setting.started) end) as claimed_at
  from bench.setting, bench.weights, generate_series(1, setting.leads + setting.pool) as n
), walked as (
  select *,
    stage in ('SAL', 'SQL', 'OPPORTUNITY', 'WON', 'LOST', 'DISQUALIFIED') as is_accepted,
    stage in ('SQL', 'OPPORTUNITY', 'WON', 'LOST') as is_qualified,
    stage in ('OPPORTUNITY', 'WON', 'LOST') as is_converted,
    bench.whole_ms(claimed_at, 0.05 + 2 * bench.dice(n, 3)) as moved_1,
    bench.whole_ms(claimed_at, 2.1 + 4 * bench.dice(n, 4)) as moved_2,
    bench.whole_ms(claimed_at, 6.2 + 4 * bench.dice(n, 5)) as moved_3,
    bench.whole_ms(claimed_at, 10.3 + 9 * bench.dice(n, 6)) as moved_4,
    bench.dice(n, 7) < 0.3 as is_shared,
    1 + width_bucket(bench.dice(n, 8), uptos) as other_number
  from thrown
)
select n, stage, claimed_at, is_pool, is_accepted, is_qualified, is_converted, is_shared, moved_1, moved_2, moved_3, moved_4,
  bench.uid(10, n, claimed_at) as id,
  bench.api_id('lead', bench.uid(10, n, claimed_at)) as api_id,
  partner.id as partner_id,
  partner.name as partner_name,
  partner.member_id,
  coalesce(other.id, spare.id) as other_id,
  coalesce(other.name, spare.name) as other_name,
  case when is_qualified and moved_2 < started + 0.154 * (ended - started) then 1 else 2 end as version_number,
  case
    when stage = 'SUBMITTED' then claimed_at
    when stage in ('WON', 'LOST') then moved_4
    when stage = 'OPPORTUNITY' then moved_3
    when stage in ('SQL', 'DISQUALIFIED') then moved_2
    else moved_1 end as entered_at,
  case
    when stage = 'SUBMITTED' then 1
    when stage in ('WON', 'LOST') then 5
    when stage = 'OPPORTUNITY' then 4
    when stage in ('SQL', 'DISQUALIFIED') then 3
    else 2 end as events,
  case stage when 'REJECTED' then 'TOO_EARLY' when 'RECYCLED' then 'TIMING_LATER' when 'DISQUALIFIED' then 'NO_BUDGET'
    when 'LOST' then 'PRICE' end as reason_code,
  case stage when 'REJECTED' then 'REJECTION' when 'RECYCLED' then 'RECYCLE' when 'DISQUALIFIED' then 'DISQUALIFICATION'
    when 'LOST' then 'LOSS' end as reason_list
from walked
join bench.partner as partner on partner.number = partner_number
left join bench.partner as other on other.number = other_number and other.number <> partner_number
join bench.partner as spare on spare.number = 1 + partner_number % (select partners from bench.setting)
order by n;
analyze bench.lead;

insert into lead (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at, marketing_qualified_at,
  accepted_at, sales_qualified_at, opportunity_at, won_at, lost_at, implied_stages, external_reference, registration_hash,
  source, campaign, notes, value_minor, value_currency, registered_by, owner_id, owner_name, reason_code, revisit_on, version,
  created_at, updated_at)
select id, partner_id, '01970000-0000-7000-8000-000000000001',
  (array['NEW_BUSINESS', 'NEW_BUSINESS', 'NEW_BUSINESS', 'UPSELL'])[1 + n % 4], stage, entered_at, claimed_at, claimed_at,
  case when is_accepted then moved_1 end, case when is_accepted then moved_1 end, case when is_qualified then moved_2 end,
  case when is_converted then moved_3 end, case when stage = 'WON' then moved_4 end, case when stage = 'LOST' then moved_4 end,
  case when is_accepted then array['MQL'] else '{}' end, 'CRM-' || n, sha256(int8send(n)),
  (array['PARTNER_API', 'PARTNER_PORTAL', 'EVENT', 'WEBINAR'])[1 + n / 4 % 4], 'Campaign ' || n % 12,
  case when n % 3 = 0 then 'Met at the fair; asked for a call next week.' end,
  (100000 + floor(bench.dice(n, 9) * 9900000))::bigint, 'EUR', story.member_id,
  case when is_accepted then sales.member_id end, case when is_accepted then 'Sales Rep' end, reason_code,
  case when stage = 'RECYCLED' then (claimed_at + interval '120 days')::date end, events, claimed_at, entered_at
from bench.lead as story, bench.staff as sales
where sales.role = 'SALES_REP'
order by n;

insert into company (lead_id, partner_id, name, folded_name, domain, country)
select id, partner_id, 'Company ' || n || ' GmbH', 'company ' || n, 'c' || n || '.example',
  (array['DE', 'FR', 'NL', 'PL', 'SE'])[1 + n % 5]
from bench.lead order by n;

insert into company_key (partner_id, lead_id, key)
select partner_id, id, 'domain:c' || n || '.example' from bench.lead order by n;

insert into contact (id, lead_id, partner_id, is_primary, name, email, email_key, job_title, consent_basis, consent_source)
select bench.uid(11, n, claimed_at), id, partner_id, true, 'Person ' || n, 'person.' || n || '@c' || n || '.example',
  'person.' || n || '@c' || n || '.example', 'Head of operations', 'CONSENT', 'Web form'
from bench.lead order by n;

insert into lead_claim (partner_id, kind, key, lead_id)
select partner_id, claim.kind, claim.key, id
from bench.lead
cross join lateral (values ('EMAIL', 'person.' || n || '@c' || n || '.example'), ('COMPANY', 'domain:c' || n || '.example'))
  as claim (kind, key)
where stage in ('SUBMITTED', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED')
order by n;

insert into lead_matching (lead_id, partner_id, finished_at)
select id, partner_id, claimed_at + interval '1 second' from bench.lead order by n;

create unlogged table bench.event as
select lead.n, lead.id as lead_id, lead.api_id, lead.partner_id, lead.member_id, lead.reason_code, lead.reason_list, step.*,
  bench.uid(16 + step.seq, n, step.at) as id
from bench.lead as lead
cross join lateral (
  select 1 as seq, 'REGISTERED' as type, 'NONE' as from_stage, 'SUBMITTED' as to_stage, claimed_at as at, 'registerLead' as mutation
  union all
  select 2, 'ACCEPTED', 'SUBMITTED', 'SAL', moved_1, 'acceptLead' where is_accepted
  union all
  select 3, 'QUALIFIED', 'SAL', 'SQL', moved_2, 'qualifyLead' where is_qualified
  union all
  select 4, 'CONVERTED', 'SQL', 'OPPORTUNITY', moved_3, 'convertLead' where is_converted
  union all
  select 5, stage, 'OPPORTUNITY', stage, moved_4, case stage when 'WON' then 'winLead' else 'loseLead' end where stage in ('WON', 'LOST')
  union all
  select 3, 'DISQUALIFIED', 'SAL', 'DISQUALIFIED', moved_2, 'disqualifyLead' where stage = 'DISQUALIFIED'
  union all
  select 2, case stage when 'RECYCLED' then 'RETURNED' else stage end, 'SUBMITTED', stage, moved_1,
    case stage when 'RECYCLED' then 'returnLead' when 'REJECTED' then 'rejectLead' else 'withdrawLead' end
  where stage in ('REJECTED', 'RECYCLED', 'WITHDRAWN')
) as step
order by n, step.seq;
analyze bench.event;

insert into lead_event (id, partner_id, lead_id, seq, type, from_stage, to_stage, passed, at, actor_kind, actor_id, by_vendor, reason_code)
select event.id, partner_id, lead_id, seq, type, from_stage, to_stage, case type when 'ACCEPTED' then array['MQL'] else '{}' end, at,
  'MEMBER', case when type in ('REGISTERED', 'WITHDRAWN') then event.member_id else sales.member_id end,
  type not in ('REGISTERED', 'WITHDRAWN'),
  case when type in ('REJECTED', 'RETURNED', 'DISQUALIFIED', 'LOST') then reason_code end
from bench.event as event, bench.staff as sales
where sales.role = 'SALES_REP'
order by n, seq;

insert into lead_event_internal (event_id, partner_id, reason_id)
select event.id, partner_id, reason.id
from bench.event as event
join reason on reason.list = event.reason_list and reason.code = event.reason_code
where type in ('REJECTED', 'RETURNED', 'DISQUALIFIED', 'LOST')
order by n;

insert into audit_entry (id, at, mutation, outcome, partner_id, actor_id, actor_kind, subject_ids, request_id)
select bench.uid(32 + seq, n, at), at, mutation, 'DONE',
  case when type in ('REGISTERED', 'WITHDRAWN') then partner_id end,
  case when type in ('REGISTERED', 'WITHDRAWN') then event.member_id else sales.member_id end,
  'MEMBER', array[api_id, bench.api_id('evt', event.id)], 'seed-' || n || '-' || seq
from bench.event as event, bench.staff as sales
where sales.role = 'SALES_REP'
order by n, seq;

insert into idempotency_claim (partner_id, mutation, key, request_hash, outcome, created_at)
select partner_id, 'registerLead', 'seed-' || n, sha256(int8send(n)),
  json_build_object('kind', 'LeadRegistered', 'leadId', api_id, 'eventId', event_id, 'subjects', array[api_id, event_id]), claimed_at
from bench.lead
cross join lateral (select bench.api_id('evt', bench.uid(17, n, claimed_at))) as registered (event_id)
order by n;

create function bench.steps_of(started_at timestamptz, target_minutes integer)
returns table (percent integer, at timestamptz)
language sql
immutable
begin atomic
  select step, started_at + make_interval(secs => target_minutes * step * 0.6) from unnest(array[50, 100, 200]) as step;
end;

-- A clock is its event: the review's began with the registration, the conversion's with the acceptance.
create unlogged table bench.clock as
select event.n, event.id, event.partner_id, event.lead_id, program.time_zone, timed.*, ended.at as stopped_at,
  ended.is_answer, event.at as started_at, event.at + make_interval(mins => timed.target_minutes) as due_at
from bench.event as event
join bench.lead as lead on lead.n = event.n
join program on program.is_default
cross join lateral (values
  ('ACCEPTANCE', 'REGISTERED', program.acceptance_hours * 60), ('CONVERSION', 'ACCEPTED', program.conversion_days * 1440)
) as timed (kind, event_type, target_minutes)
left join lateral (
  select next.at, next.type <> 'WITHDRAWN' as is_answer
  from bench.event as next
  where next.n = event.n and next.seq = event.seq + 1
) as ended on true
where timed.event_type = event.type
order by event.n, event.seq;

insert into lead_clock (id, partner_id, lead_id, kind, started_at, due_at, stopped_at, answered)
select id, partner_id, lead_id, kind, started_at, due_at, stopped_at, coalesce(is_answer, false)
from bench.clock order by n, started_at;

-- What was due by now has happened; a clock that runs waits for its next step.
insert into clock_watch (
  partner_id, clock_id, lead_id, target_minutes, in_business_hours, time_zone, warn_at, rests_for_partner, consequence,
  spent_ms, running_since, next_percent, fires_at)
select partner_id, id, lead_id, target_minutes, false, time_zone, '{50,100,200}', true, 'ESCALATE',
  coalesce((extract(epoch from stopped_at - started_at) * 1000)::bigint, 0), case when stopped_at is null then started_at end,
  next.percent, case when stopped_at is null then next.at end
from bench.clock
left join lateral (
  select percent, at
  from bench.steps_of(started_at, target_minutes)
  where at > coalesce(stopped_at, now())
  order by percent
  limit 1
) as next on true
order by n, started_at;

insert into clock_firing (partner_id, clock_id, percent, lead_id, due_at, fired_at, outcome)
select partner_id, id, step.percent, lead_id, step.at, step.at, case step.percent when 100 then 'ESCALATED' else 'WARNED' end
from bench.clock
cross join lateral bench.steps_of(started_at, target_minutes) as step
where step.at <= coalesce(stopped_at, now())
order by n, step.at;
