-- What came of the leads that reached SQL: assessments, deals, shares, awards, credits, postings.
insert into assessment (id, lead_id, partner_id, criteria_version_id, outcome, assessed_at, assessed_by)
select bench.uid(48, n, moved_2), id, partner_id, '01970000-0000-7000-8000-000000000011', 'MET', moved_2, sales.member_id
from bench.lead, bench.staff as sales
where is_qualified and sales.role = 'SALES_REP'
order by n;

insert into assessment_answer (assessment_id, partner_id, criterion_key, state, note)
select bench.uid(48, n, moved_2), partner_id, criterion.key, 'MET', null
from bench.lead, (values ('budget'), ('authority'), ('need'), ('timeline')) as criterion (key)
where is_qualified
order by n;

insert into opportunity (id, lead_id, partner_id, state, amount_minor, currency, close_on, opened_at, closed_at, version, updated_at)
select bench.uid(49, n, moved_3), id, partner_id, case stage when 'OPPORTUNITY' then 'OPEN' else stage end,
  (100000 + floor(bench.dice(n, 9) * 9900000))::bigint, 'EUR', (moved_3 + interval '60 days')::date, moved_3,
  case when stage <> 'OPPORTUNITY' then moved_4 end, case stage when 'OPPORTUNITY' then 1 else 2 end, entered_at
from bench.lead
where is_converted
order by n;

create unlogged table bench.share as
select n, lead.id as lead_id, moved_2 as at, version_number, share.*
from bench.lead as lead
cross join lateral (
  select 1 as rank, partner_id, partner_name, case when is_shared then 700000 else 1000000 end as ppm
  union all
  select 2, other_id, other_name, 300000 where is_shared
) as share
where is_qualified
order by n, rank;
analyze bench.share;

insert into attribution_share (lead_id, partner_id, book, role, model, share_ppm, touch_rank, settled_at)
select lead_id, partner_id, 'SOURCED', case rank when 1 then 'SOURCED' else 'CO_SELL' end, 'DEAL_REGISTRATION', ppm, rank, at
from bench.share order by n, rank;

create unlogged table bench.award as
select n, lead.id as lead_id, moved_2 as at, rule.version_id, rule.key as rule_key, rule.amount_minor, number as version_number, rule.no,
  bench.uid(50 + rule.no, n, moved_2) as id,
  bench.uid(56 + rule.no, n, moved_2) as txn_id
from bench.lead as lead
join (
  select bench.uid(7, version.number, started) as id, version.number from bench.setting, (values (1), (2)) as version (number)
) as version on version.number = lead.version_number
join (select *, (row_number() over (partition by version_id order by key desc))::integer as no from incentive_rule) as rule
  on rule.version_id = version.id
where is_qualified
order by n, rule.no;
analyze bench.award;

create unlogged table bench.credit as
select award.n, award.no, share.rank, award.id as award_id, award.txn_id, award.lead_id, award.at, award.version_number,
  award.amount_minor, share.partner_id, share.partner_name, share.ppm,
  award.amount_minor * share.ppm / 1000000 as share_minor,
  bench.uid(62 + 2 * award.no + share.rank, award.n, award.at) as id
from bench.award as award
join bench.share as share using (n)
order by award.n, award.no, share.rank;
analyze bench.credit;

insert into award (id, incentive_program_id, version_id, lead_id, rule_key, milestone, kind, gross_minor, currency, event_at, effective_on,
  calculation, engine_version)
select award.id, '01970000-0000-7000-8000-000000000020', version_id, award.lead_id, rule_key, 'SQL', 'AWARD', award.amount_minor, 'EUR',
  award.at, award.at::date,
  jsonb_build_object('engineVersion', '1', 'base', jsonb_build_object('kind', 'FIXED_BOUNTY', 'minor', award.amount_minor::text, 'currency', 'EUR'),
    'gate', null, 'grossMinor', award.amount_minor::text, 'shares', shares.list), '1'
from bench.award as award
join (
  select award_id, jsonb_agg(jsonb_build_object('partnerId', partner_id, 'ppm', ppm::text, 'minor', share_minor::text) order by rank) as list
  from bench.credit group by award_id
) as shares on shares.award_id = award.id
order by n, no;

insert into credit (id, award_id, partner_id, lead_id, share_minor, currency, weight_ppm, touch_rank, award_gross_minor, milestone,
  program_name, program_version, partner_name, state, earned_at, effective_on)
select id, award_id, partner_id, lead_id, share_minor, 'EUR', ppm, rank, amount_minor, 'SQL', 'Default incentive program', version_number,
  partner_name, 'ACCRUED', at, at::date
from bench.credit order by n, no, rank;

insert into accounting_period (id, entity_id, starts_on)
select bench.uid(80, month, started), '01970000-0000-7000-8000-000000000003',
  (date_trunc('month', started - interval '1 month') + month * interval '1 month')::date
from bench.setting, generate_series(0, 40) as month
where date_trunc('month', started - interval '1 month') + month * interval '1 month' < date_trunc('month', now())
on conflict do nothing;

insert into ledger_account (id, entity_id, role, partner_id, program_id, currency)
select app.account_id('01970000-0000-7000-8000-000000000003', role, partner_id, '01970000-0000-7000-8000-000000000020', null, 'EUR'),
  '01970000-0000-7000-8000-000000000003', role, partner_id, '01970000-0000-7000-8000-000000000020', 'EUR'
from (select 'expense' as role, null::uuid as partner_id union all select 'accrued', id from bench.partner) as account;

create unlogged table bench.line as
select credit.txn_id, (2 * (rank - 1) + side.no)::integer as line_no, account.id as account_id, side.sign * share_minor as amount_minor,
  credit.id as credit_id, n
from bench.credit as credit
cross join (values (1, 'expense', 1), (2, 'accrued', -1)) as side (no, role, sign)
join ledger_account as account on account.role = side.role and account.partner_id is not distinct from case side.role when 'accrued' then credit.partner_id end
order by n, credit.no, line_no;
analyze bench.line;

insert into journal_txn (id, entity_id, kind, idempotency_key, request_hash, effective_date, accounting_date, posted_at, period_id,
  source_type, source_id, actor_id, db_xact)
select award.txn_id, '01970000-0000-7000-8000-000000000003', 'ACCRUE', 'accrue:' || bench.api_id('awd', award.id),
  app.journal_request_hash(
    row(award.txn_id, '01970000-0000-7000-8000-000000000003', 'ACCRUE', null, award.at::date, null, 'awd', award.id, null, null)::app.journal_header,
    lines.list),
  award.at::date, award.at::date, award.at, period.id, 'awd', award.id, sales.member_id, pg_current_xact_id()
from bench.award as award
join (
  select txn_id, array_agg(row(account_id, 'EUR', amount_minor, credit_id)::app.journal_line order by line_no) as list
  from bench.line group by txn_id
) as lines on lines.txn_id = award.txn_id
join accounting_period as period on award.at::date >= period.starts_on and award.at::date < period.ends_before
join bench.staff as sales on sales.role = 'SALES_REP'
order by award.at, award.txn_id;

insert into journal_entry (txn_id, line_no, account_id, currency, amount_minor, credit_id)
select txn_id, line_no, account_id, 'EUR', amount_minor, credit_id from bench.line order by n, txn_id, line_no;

insert into journal_unsealed (txn_id) select id from journal_txn on conflict do nothing;

update account_balance as balance
set balance_minor = counted.minor, version = counted.postings
from (select account_id, sum(amount_minor) as minor, count(*) as postings from bench.line group by account_id) as counted
where counted.account_id = balance.account_id and balance.balance_sign <> 0;
