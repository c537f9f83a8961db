import type { MigrationInterface, QueryRunner } from "typeorm";

/** Attribution shares, incentive programs with their versions, awards and the partners' credits. */
export class SqlsEarnCredit1795298400009 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ATTRIBUTION);
    await runner.query(INCENTIVE_PROGRAMS);
    await runner.query(AWARDS);
    await runner.query(CREDITS);
  }

  public async down(): Promise<void> {
    throw new Error("what was earned is not dropped: restore a backup instead");
  }
}

// Shares, awards and credits name their lead by its id alone: partner_id is the beneficiary's, who
// need not be the registrant. Only the vendor's side writes them, so no partner can ask by a key.
const ATTRIBUTION = `
create table attribution_share (
  lead_id uuid not null,
  partner_id uuid not null,
  book text not null,
  role text not null,
  model text not null,
  share_ppm bigint not null,
  touch_rank integer not null,
  settled_at timestamptz(3) not null,
  constraint attribution_share_pkey primary key (lead_id, book, partner_id),
  constraint attribution_share_lead_fkey foreign key (lead_id) references lead (id),
  constraint attribution_share_partner_fkey foreign key (partner_id) references partner (id),
  constraint attribution_share_book check (book in ('SOURCED', 'INFLUENCED')),
  constraint attribution_share_role check (role in ('SOURCED', 'INFLUENCED', 'CO_SELL', 'DELIVERED', 'RESOLD')),
  constraint attribution_share_model check (model in ('DEAL_REGISTRATION')),
  constraint attribution_share_ppm check (share_ppm between 0 and 1000000)
);
create index attribution_share_of_partner on attribution_share (partner_id, lead_id);
call app.give_policies('attribution_share', 'partner_reads');
call app.make_append_only('attribution_share');
grant select on attribution_share to app_partner, app_jobs;
grant select, insert on attribution_share to app_vendor;
comment on table attribution_share is 'How much of a lead is owed to whom, in parts per million; partner_id is the beneficiary''s, the SOURCED book adds up to a million per lead';
`;

// A version is changed only while it is a draft; it is approved by somebody else than its author.
const INCENTIVE_PROGRAMS = `
create table incentive_program (
  id uuid not null,
  program_id uuid not null,
  name text not null,
  currency text not null,
  time_zone text not null,
  is_default boolean not null default false,
  created_at timestamptz(3) not null,
  constraint incentive_program_pkey primary key (id),
  constraint incentive_program_name_once unique (name),
  constraint incentive_program_program_fkey foreign key (program_id) references program (id),
  constraint incentive_program_currency_fkey foreign key (currency) references currency (code)
);
create unique index incentive_program_one_default on incentive_program (is_default) where is_default;
call app.give_policies('incentive_program', 'reference');
grant select on incentive_program to app_partner, app_vendor, app_jobs;
comment on table incentive_program is 'Pays for what leads reach; what it pays stands in its versions';
insert into incentive_program (id, program_id, name, currency, time_zone, is_default, created_at)
values ('01970000-0000-7000-8000-000000000020', '01970000-0000-7000-8000-000000000001', 'Default incentive program', 'EUR', 'UTC', true, now());

create table incentive_program_version (
  id uuid not null,
  incentive_program_id uuid not null,
  number integer not null,
  state text not null,
  effective_at timestamptz(3) not null,
  created_by uuid not null,
  approved_by uuid,
  created_at timestamptz(3) not null,
  constraint incentive_program_version_pkey primary key (id),
  constraint incentive_program_version_program_fkey foreign key (incentive_program_id) references incentive_program (id),
  constraint incentive_program_version_number_once unique (incentive_program_id, number),
  constraint incentive_program_version_effective_once unique (incentive_program_id, effective_at),
  constraint incentive_program_version_state check (state in ('DRAFT', 'APPROVED', 'RETIRED')),
  constraint incentive_program_version_two_persons check (created_by <> approved_by),
  constraint incentive_program_version_approved check ((state = 'DRAFT') = (approved_by is null))
);
call app.give_policies('incentive_program_version', 'reference');
grant select on incentive_program_version to app_partner, app_vendor, app_jobs;
comment on table incentive_program_version is 'What a program pays from effective_at on; in force is the approved one with the latest effective_at that has come';

create table incentive_rule (
  version_id uuid not null,
  key text not null,
  milestone text not null,
  kind text not null,
  amount_minor bigint not null,
  constraint incentive_rule_pkey primary key (version_id, key),
  constraint incentive_rule_version_fkey foreign key (version_id) references incentive_program_version (id),
  constraint incentive_rule_milestone check (milestone in ('SQL')),
  constraint incentive_rule_kind check (kind in ('FIXED_BOUNTY')),
  constraint incentive_rule_amount check (amount_minor >= 0)
);
call app.give_policies('incentive_rule', 'reference');
grant select on incentive_rule to app_partner, app_vendor, app_jobs;
comment on table incentive_rule is 'What one milestone earns under a version, in the program''s smallest currency unit';

create function app.guard_program_version()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' or old.state <> 'DRAFT' and (
    (new.id, new.incentive_program_id, new.number, new.effective_at, new.created_by, new.approved_by, new.created_at)
      is distinct from (old.id, old.incentive_program_id, old.number, old.effective_at, old.created_by, old.approved_by, old.created_at)
    or new.state = 'DRAFT'
  ) then
    raise exception 'an approved program version never changes'
      using errcode = 'BT001', constraint = 'incentive_program_version_stands';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_program_version() from public;
create trigger incentive_program_version_guard before update or delete on incentive_program_version
for each row execute function app.guard_program_version();
alter table incentive_program_version enable always trigger incentive_program_version_guard;

create function app.guard_incentive_rule()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  version uuid;
begin
  foreach version in array array[
    case when tg_op <> 'INSERT' then old.version_id end,
    case when tg_op <> 'DELETE' then new.version_id end
  ] loop
    if exists (select from public.incentive_program_version where id = version and state <> 'DRAFT') then
      raise exception 'the rules of an approved program version never change'
        using errcode = 'BT001', constraint = 'incentive_rule_stands';
    end if;
  end loop;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
revoke execute on function app.guard_incentive_rule() from public;
create trigger incentive_rule_guard before insert or update or delete on incentive_rule
for each row execute function app.guard_incentive_rule();
alter table incentive_rule enable always trigger incentive_rule_guard;
`;

// A zero award is kept too, with the gate that closed: "why nothing?" has an answer.
const AWARDS = `
create table award (
  id uuid not null,
  incentive_program_id uuid not null,
  version_id uuid not null,
  lead_id uuid not null,
  rule_key text not null,
  milestone text not null,
  occurrence integer not null default 1,
  generation integer not null default 1,
  kind text not null,
  n integer not null default 1,
  gross_minor bigint not null,
  forfeited_minor bigint not null default 0,
  currency text not null,
  gate text,
  event_at timestamptz(3) not null,
  effective_on date not null,
  calculation jsonb not null,
  engine_version text not null,
  reversed_at timestamptz(3),
  constraint award_pkey primary key (id),
  constraint award_lead_fkey foreign key (lead_id) references lead (id),
  constraint award_rule_fkey foreign key (version_id, rule_key) references incentive_rule (version_id, key),
  constraint award_program_fkey foreign key (incentive_program_id) references incentive_program (id),
  constraint award_once unique (incentive_program_id, lead_id, rule_key, milestone, occurrence, generation, kind, n),
  constraint award_kind check (kind in ('AWARD')),
  constraint award_milestone check (milestone in ('SQL')),
  constraint award_amounts check (gross_minor >= 0 and forfeited_minor between 0 and gross_minor),
  constraint award_gate check (gate is null or gate in ('ONE_PER_COMPANY_IN_CYCLE') and gross_minor = 0)
);
create unique index award_one_live on award (incentive_program_id, lead_id, rule_key, milestone, occurrence)
where reversed_at is null and kind = 'AWARD';
create index award_of_lead on award (lead_id);
call app.give_policies('award', 'vendor_only');
grant select, insert on award to app_vendor;
grant select on award to app_jobs;
comment on table award is 'What a lead earned at a milestone in all, under which version and rule, with its calculation';
`;

const CREDITS = `
create table credit (
  id uuid not null,
  award_id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  share_minor bigint not null,
  currency text not null,
  weight_ppm bigint not null,
  touch_rank integer not null,
  award_gross_minor bigint not null,
  milestone text not null,
  program_name text not null,
  program_version integer not null,
  partner_name text not null,
  state text not null,
  earned_at timestamptz(3) not null,
  effective_on date not null,
  constraint credit_pkey primary key (id),
  constraint credit_award_fkey foreign key (award_id) references award (id),
  constraint credit_lead_fkey foreign key (lead_id) references lead (id),
  constraint credit_partner_fkey foreign key (partner_id) references partner (id),
  constraint credit_once unique (award_id, partner_id),
  constraint credit_share check (share_minor between 0 and award_gross_minor),
  constraint credit_state check (state in ('ACCRUED'))
);
create index credit_of_partner on credit (partner_id, earned_at desc, id desc);
create index credit_by_time on credit (earned_at desc, id desc);
create index credit_of_lead on credit (lead_id, earned_at desc, id desc);
call app.give_policies('credit', 'partner_reads');
grant select on credit to app_partner, app_jobs;
grant select, insert on credit to app_vendor;
comment on table credit is 'One partner''s share of an award; partner_id is the beneficiary''s. Names are those at the posting';
`;
