import type { MigrationInterface, QueryRunner } from "typeorm";

/** A version may hold a part of each credit back until it vests, and say from what sum on a partner is paid. */
export class WhatIsEarnedVests1795298400351 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TERMS);
    await runner.query(HELD);
    await runner.query(GUARD);
  }

  public async down(): Promise<void> {
    throw new Error("what was held back is not paid at once: restore a backup instead");
  }
}

// All of it is among the terms that partners read.
const TERMS = `
alter table incentive_program_version
  add column holdback_ppm bigint,
  add column vesting_instalments integer,
  add column vesting_every integer,
  add column vesting_unit text,
  add column minimum_payout_minor bigint,
  add column minimum_payout_months integer,
  add constraint incentive_program_version_holdback check (
    num_nonnulls(holdback_ppm, vesting_instalments, vesting_every, vesting_unit) in (0, 4)
    and (holdback_ppm is null or holdback_ppm between 1 and 1000000
      and vesting_instalments between 1 and 60 and vesting_every between 1 and 3650 and vesting_unit in ('DAYS', 'MONTHS')
      and vesting_instalments * vesting_every <= case vesting_unit when 'DAYS' then 3650 else 120 end)),
  add constraint incentive_program_version_minimum_payout check (
    minimum_payout_minor > 0
    and (minimum_payout_months is null or minimum_payout_minor is not null and minimum_payout_months between 1 and 120));
grant insert (holdback_ppm, vesting_instalments, vesting_every, vesting_unit, minimum_payout_minor, minimum_payout_months),
  update (holdback_ppm, vesting_instalments, vesting_every, vesting_unit, minimum_payout_minor, minimum_payout_months)
  on incentive_program_version to app_vendor;
grant select (holdback_ppm, vesting_instalments, vesting_every, vesting_unit, minimum_payout_minor, minimum_payout_months)
  on incentive_program_version to app_partner;
comment on column incentive_program_version.holdback_ppm is 'How much of each credit is held back, in parts per million; null where nothing is';
comment on column incentive_program_version.vesting_every is 'So many units after the day of the milestone the first instalment vests, and after that each';
comment on column incentive_program_version.minimum_payout_minor is 'What has to be payable for a partner to be paid; null where whatever is';
comment on column incentive_program_version.minimum_payout_months is 'After so many months what was carried is paid all the same; null where it is carried until it is enough';
`;

// What is held is a part of the share, of a change as well; nothing is posted for it before the credit is approved.
const HELD = `
alter table credit
  add column held_minor bigint not null default 0,
  add constraint credit_held check (held_minor between least(share_minor, 0) and greatest(share_minor, 0));
comment on column credit.held_minor is 'What of the share is held back until it vests; of a change, by how much that changes';

create table credit_instalment (
  partner_id uuid not null,
  credit_id uuid not null,
  n integer not null,
  due_on date not null,
  amount_minor bigint not null,
  constraint credit_instalment_pkey primary key (partner_id, credit_id, n),
  constraint credit_instalment_credit_fkey foreign key (partner_id, credit_id) references credit (partner_id, id),
  constraint credit_instalment_n check (n between 1 and 60)
);
call app.give_policies('credit_instalment', 'partner_reads');
call app.make_append_only('credit_instalment');
grant select on credit_instalment to app_partner, app_vendor, app_jobs;
grant insert on credit_instalment to app_vendor;
comment on table credit_instalment is 'What of a credit is held back until a day; of a change, by how much it changes that';
`;

// Asked behind the writes of a statement, from either side: no instalment is missing, and none is too many.
const GUARD = `
create function app.guard_held()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  credit_key uuid := case tg_table_name when 'credit' then (to_jsonb(new) ->> 'id')::uuid else (to_jsonb(new) ->> 'credit_id')::uuid end;
begin
  if (
    select credit.held_minor
    from public.credit
    where credit.partner_id = new.partner_id and credit.id = credit_key
  ) is distinct from (
    select coalesce(sum(instalment.amount_minor), 0)
    from public.credit_instalment as instalment
    where instalment.partner_id = new.partner_id and instalment.credit_id = credit_key
  ) then
    raise exception 'what is held back of a credit is what its instalments come to'
      using errcode = 'BT002', constraint = 'credit_held_in_instalments';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_held() from public;
create trigger credit_held_guard after insert on credit for each row
when (new.held_minor <> 0)
execute function app.guard_held();
create trigger credit_instalment_guard after insert on credit_instalment for each row
execute function app.guard_held();
alter table credit enable always trigger credit_held_guard;
alter table credit_instalment enable always trigger credit_instalment_guard;
`;
