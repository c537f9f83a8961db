-- Tiers, partners, one member each, the vendor's staff, and what an SQL earns.
insert into partner_tier (id, name, rank, created_at, updated_at)
select bench.uid(3, rank, started - interval '90 days'), name, rank, started, started
from bench.setting, (values ('Registered', 1), ('Silver', 2), ('Gold', 3)) as tier (name, rank);

insert into partner (id, name, state, tier_id, country, created_at, updated_at)
select id, name, 'ACTIVE', bench.uid(3, 1 + number % 3, started - interval '90 days'),
  (array['DE', 'FR', 'NL', 'PL', 'SE'])[1 + number % 5], started - interval '90 days', started - interval '90 days'
from bench.partner, bench.setting;

insert into partner_tier_period (partner_id, n, tier_id, starts_at)
select id, 1, tier_id, created_at
from partner
where tier_id is not null and not exists (select from partner_tier_period as known where known.partner_id = partner.id);

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

-- At first a rule and a spiff, later the rule alone: so a partner's share of an SQL is 1 to 2 credits. One is drafted at a time.
do $$
declare
  version record;
begin
  for version in
    select planned.number, bench.uid(7, planned.number, started) as id, maker.member_id, planned.effective_at, planned.amounts,
      started + 0.154 * (ended - started) as launched_until
    from bench.setting
    cross join lateral (values
      (1, started - interval '60 days', '{"sql_bounty": 20000, "spiff_launch": 5000}'::jsonb),
      (2, started + 0.154 * (ended - started), '{"sql_bounty": 20000}'::jsonb)) as planned (number, effective_at, amounts)
    join bench.staff as maker on maker.role = 'CHANNEL_MANAGER'
    order by planned.number
  loop
    insert into incentive_program_version (id, incentive_program_id, number, state, effective_at, created_by, created_at, changed_by, changed_at)
    values (version.id, '01970000-0000-7000-8000-000000000020', version.number, 'DRAFT', version.effective_at,
      version.member_id, version.effective_at, version.member_id, version.effective_at);
    insert into incentive_rule (version_id, key, milestone, kind, amount_minor, spiff_name, starts_at, ends_at)
    select version.id, key, 'SQL', 'FIXED_BOUNTY', value::bigint, spiff.name,
      case when spiff.name is not null then version.effective_at end, case when spiff.name is not null then version.launched_until end
    from jsonb_each_text(version.amounts)
    cross join lateral (select case key when 'spiff_launch' then 'Launch' end as name) as spiff;
    update incentive_program_version
    set state = 'APPROVED', approved_by = (select member_id from bench.staff where role = 'FINANCE'), approved_at = effective_at
    where id = version.id;
  end loop;
end
$$;
update incentive_program
set published_at = (select min(approved_at) from incentive_program_version where incentive_program_id = incentive_program.id)
where id = '01970000-0000-7000-8000-000000000020';
