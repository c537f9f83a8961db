-- Tiers, partners, one member each, the vendor's staff, and what an SQL earns.
insert into partner_tier (id, name, rank, created_at, updated_at)
select bench.uid(3, rank, started - interval '90 days'), name, rank, started, started
from bench.setting, (values ('Registered', 1), ('Silver', 2), ('Gold', 3)) as tier (name, rank);

insert into partner (id, name, state, tier_id, country, created_at, updated_at)
select id, name, 'ACTIVE', bench.uid(3, 1 + number % 3, started - interval '90 days'),
  (array['DE', 'FR', 'NL', 'PL', 'SE'])[1 + number % 5], started - interval '90 days', started - interval '90 days'
from bench.partner, bench.setting;

create table bench.staff as
select number, role, bench.uid(4, number, started - interval '90 days') as member_id
from bench.setting,
  (values (1, 'SALES_REP'), (2, 'SALES_MANAGER'), (3, 'FINANCE'), (4, 'CHANNEL_MANAGER'), (5, 'ADMIN')) as staff (number, role);

insert into app_user (id, email, side, created_at, updated_at)
select bench.uid(5, number, started), lower(role) || '@vendor.example', 'VENDOR', started, started
from bench.staff, bench.setting
union all
select bench.uid(6, number, started), 'admin@partner-' || number || '.example', 'PARTNER', started, started
from bench.partner, bench.setting;

insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
select member_id, bench.uid(5, number, started), null, initcap(replace(role, '_', ' ')),
  lower(role) || '@vendor.example', array[role], started, started
from bench.staff, bench.setting
union all
select member_id, bench.uid(6, number, started), id, 'Admin of ' || name,
  'admin@partner-' || number || '.example', array['PARTNER_ADMIN'], started, started
from bench.partner, bench.setting;

-- At first two rules, later one: so a partner's share of an SQL is 1 to 2 credits.
insert into incentive_program_version (id, incentive_program_id, number, state, effective_at, created_by, created_at)
select bench.uid(7, version.number, started), '01970000-0000-7000-8000-000000000020', version.number, 'DRAFT', effective_at, maker.member_id,
  effective_at
from bench.setting
cross join lateral (values (1, started - interval '60 days'), (2, started + 0.154 * (ended - started))) as version (number, effective_at)
join bench.staff as maker on maker.role = 'CHANNEL_MANAGER';
insert into incentive_rule (version_id, key, milestone, kind, amount_minor)
select bench.uid(7, rule.number, started), key, 'SQL', 'FIXED_BOUNTY', amount_minor
from bench.setting, (values (1, 'sql_bounty', 20000), (1, 'launch_bonus', 5000), (2, 'sql_bounty', 20000)) as rule (number, key, amount_minor);
update incentive_program_version
set state = 'APPROVED', approved_by = (select member_id from bench.staff where role = 'FINANCE')
where state = 'DRAFT';
