import type { MigrationInterface, QueryRunner } from "typeorm";

/** Which tax form is asked of a country's partners from which sum on, and how much is withheld without: by year, as data. */
export class TaxRulesAreData1795298400568 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RULES);
    await runner.query(AS_BATON_COMES);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("by these rules partners were held: restore a backup instead");
  }
}

const SYSTEM = "01970000-0000-7000-8000-00000000000a";

const RULES = `
create table tax_rule (
  id uuid not null,
  country text not null,
  year integer not null,
  currency text not null,
  threshold_minor bigint not null,
  forms text[] not null,
  report text,
  withholding_ppm bigint,
  source text not null,
  state text not null default 'WAITING',
  proposed_at timestamptz(3) not null,
  proposed_by uuid not null,
  decided_at timestamptz(3),
  decided_by uuid,
  note text,
  replaced_at timestamptz(3),
  constraint tax_rule_pkey primary key (id),
  constraint tax_rule_currency_fkey foreign key (currency) references currency (code),
  constraint tax_rule_country check (country ~ '^[A-Z]{2}$'),
  constraint tax_rule_year check (year between 2000 and 2100),
  constraint tax_rule_threshold check (threshold_minor between 0 and 1000000000000000),
  constraint tax_rule_forms check (
    forms <@ array['W_9', 'W_8BEN', 'W_8BEN_E', 'VAT_CERTIFICATE'] and cardinality(forms) <= 4
      and array_position(forms, null) is null),
  constraint tax_rule_report check (report in ('FORM_1099_NEC', 'DAC7')),
  constraint tax_rule_withholding check (withholding_ppm between 1 and 1000000),
  constraint tax_rule_source check (char_length(source) between 1 and 2000),
  constraint tax_rule_state check (state in ('WAITING', 'IN_FORCE', 'DECLINED', 'REPLACED')),
  constraint tax_rule_decided check (
    num_nonnulls(decided_at, decided_by, note) = case state when 'WAITING' then 0 else 3 end
      and decided_at >= proposed_at and char_length(note) between 1 and 2000),
  constraint tax_rule_replaced check ((replaced_at is not null) = (state = 'REPLACED') and replaced_at >= decided_at)
);
create unique index tax_rule_one_in_force on tax_rule (country, year) where state = 'IN_FORCE';
create index tax_rule_by_country on tax_rule (country, year desc, id desc);
create index tax_rule_by_year on tax_rule (year desc, id desc);
call app.give_policies('tax_rule', 'vendor_only');
create policy tax_rule_keeping on tax_rule to current_user using (true) with check (true);
create trigger tax_rule_no_truncate before truncate on tax_rule
for each statement execute function app.refuse_change();
alter table tax_rule enable always trigger tax_rule_no_truncate;
grant select, insert (id, country, year, currency, threshold_minor, forms, report, withholding_ppm, source, proposed_at, proposed_by),
  update (state, decided_at, decided_by, note, replaced_at) on tax_rule to app_vendor;
grant select on tax_rule to app_jobs;
comment on table tax_rule is 'What is asked of partners that are taxed in a country, from a year on until a later one says otherwise: said by one person, put in force by another, never changed';
comment on column tax_rule.threshold_minor is 'So much in a calendar year, paid and payable, is when a form has to be there, and when what is paid is reported';
comment on column tax_rule.forms is 'Any of them will do; none is asked where it is empty';
comment on column tax_rule.withholding_ppm is 'How much of what is paid is withheld where no form is there, in parts per million; null where nothing is';
`;

// They wait: whether they apply depends on where the vendor pays from, which a person says.
const AS_BATON_COMES = `
insert into tax_rule (id, country, year, currency, threshold_minor, forms, report, withholding_ppm, source, proposed_at, proposed_by)
values
  ('01970000-0000-7000-8000-0000000000c1', 'US', 2025, 'USD', 60000, '{W_9}', 'FORM_1099_NEC', 240000,
    'Form 1099-NEC is filed for 600 USD or more that was paid in 2025 (26 USC 6041, 6041A); 24 % are withheld without a tax number (26 USC 3406).',
    '2025-05-22T00:00:00Z', '${SYSTEM}'),
  ('01970000-0000-7000-8000-0000000000c2', 'US', 2026, 'USD', 200000, '{W_9}', 'FORM_1099_NEC', 240000,
    'Form 1099-NEC is filed for 2,000 USD or more that is paid in 2026, and for an indexed sum from 2027 on (26 USC 6041, 6041A as amended by Public Law 119-21, section 70433); 24 % are withheld without a tax number (26 USC 3406).',
    '2025-05-22T00:00:00Z', '${SYSTEM}');
`;

const GUARDS = `
create function app.guard_tax_rule()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  decisions constant text[] := array['state', 'decided_at', 'decided_by', 'note'];
  ends constant text[] := array['state', 'replaced_at'];
begin
  if tg_op = 'DELETE' then
    raise exception 'tax rules are kept' using errcode = 'BT001', constraint = 'tax_rule_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.proposed_by is distinct from app.actor() then
      raise exception 'a tax rule begins by waiting for somebody else to put it in force'
        using errcode = 'BT002', constraint = 'tax_rule_begins';
    end if;
    return new;
  end if;
  if new.state = 'REPLACED' then
    if old.state <> 'IN_FORCE' or to_jsonb(old) - ends is distinct from to_jsonb(new) - ends then
      raise exception 'a tax rule is replaced once, and does not change otherwise'
        using errcode = 'BT001', constraint = 'tax_rule_replaced_once';
    end if;
    return new;
  end if;
  if old.state <> 'WAITING' or new.state = 'WAITING' or to_jsonb(old) - decisions is distinct from to_jsonb(new) - decisions
    or new.decided_by is distinct from app.actor()
  then
    raise exception 'a tax rule is decided once, and does not change otherwise'
      using errcode = 'BT001', constraint = 'tax_rule_decided_once';
  end if;
  if app.is_same_person(new.decided_by, new.proposed_by) is distinct from false then
    raise exception 'a tax rule is put in force by another person than who made it'
      using errcode = 'BT002', constraint = 'tax_rule_two_persons';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_tax_rule() from public;
create trigger tax_rule_guard before insert or update or delete on tax_rule
for each row execute function app.guard_tax_rule();
alter table tax_rule enable always trigger tax_rule_guard;

create function app.keep_tax_rule()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.tax_rule as other
    where other.country = new.country and other.year = new.year and other.state = 'IN_FORCE'
  ) then
    raise exception 'a tax rule in force is replaced by another one, never by none'
      using errcode = 'BT002', constraint = 'tax_rule_stays';
  end if;
  return null;
end
$$;
revoke execute on function app.keep_tax_rule() from public;
create constraint trigger tax_rule_stays after update on tax_rule deferrable initially deferred
for each row when (old.state = 'IN_FORCE') execute function app.keep_tax_rule();
alter table tax_rule enable always trigger tax_rule_stays;
`;
