import type { MigrationInterface, QueryRunner } from "typeorm";

/** What currencies are worth in one another, day by day; a deal in another currency earns by the rate of its day. */
export class CurrenciesHaveRates1795298400270 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(IMPORTS);
    await runner.query(RATES);
    await runner.query(GUARDS);
    await runner.query(AWARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was calculated by a rate names it: restore a backup instead");
  }
}

const IMPORTS = `
create table exchange_rate_import (
  id uuid not null,
  source text not null,
  base text not null,
  correction_reason text,
  added integer not null,
  corrected integer not null,
  unchanged integer not null,
  skipped text[] not null,
  imported_at timestamptz(3) not null,
  imported_by uuid not null,
  constraint exchange_rate_import_pkey primary key (id),
  constraint exchange_rate_import_of unique (id, source, base),
  constraint exchange_rate_import_base_fkey foreign key (base) references currency (code),
  constraint exchange_rate_import_source check (char_length(source) between 1 and 40),
  constraint exchange_rate_import_reason check (char_length(correction_reason) between 1 and 500),
  constraint exchange_rate_import_counts check (added >= 0 and corrected >= 0 and unchanged >= 0),
  constraint exchange_rate_import_corrects check (corrected = 0 or correction_reason is not null)
);
call app.give_policies('exchange_rate_import', 'vendor_only');
call app.make_append_only('exchange_rate_import');
grant select, insert on exchange_rate_import to app_vendor;
grant select on exchange_rate_import to app_jobs;
comment on table exchange_rate_import is 'Files of rates that somebody sent, and what became of each';
`;

// Two currencies have one rate a day, whoever publishes it and whichever way round: nobody has to say which counts.
const RATES = `
create table exchange_rate (
  id uuid not null,
  import_id uuid not null,
  source text not null,
  base text not null,
  quote text not null,
  rate numeric(20, 10) not null,
  rated_on date not null,
  revision integer not null,
  published_at timestamptz(3) not null,
  constraint exchange_rate_pkey primary key (id),
  constraint exchange_rate_import_fkey foreign key (import_id, source, base) references exchange_rate_import (id, source, base),
  constraint exchange_rate_quote_fkey foreign key (quote) references currency (code),
  constraint exchange_rate_two_currencies check (base <> quote),
  constraint exchange_rate_above_zero check (rate > 0),
  constraint exchange_rate_revision check (revision >= 1)
);
create unique index exchange_rate_once on exchange_rate (least(base, quote), greatest(base, quote), rated_on, revision);
create index exchange_rate_latest on exchange_rate (rated_on desc, revision desc, id desc);
create index exchange_rate_of_import on exchange_rate (import_id);
call app.give_policies('exchange_rate', 'vendor_only');
call app.make_append_only('exchange_rate');
grant select, insert on exchange_rate to app_vendor;
grant select on exchange_rate to app_jobs;
comment on table exchange_rate is 'So much of quote for 1 of base on a day; never changed, a correction is the next revision and counts from when it was made';
comment on column exchange_rate.published_at is 'From when on it counts: what was reached before goes by an earlier one';
`;

const GUARDS = `
create function app.guard_exchange_rate_import()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.imported_by is distinct from app.actor() then
    raise exception 'an import of rates names who imports'
      using errcode = 'BT002', constraint = 'exchange_rate_import_by_actor';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_exchange_rate_import() from public;
create trigger exchange_rate_import_guard before insert on exchange_rate_import
for each row execute function app.guard_exchange_rate_import();

create function app.guard_exchange_rate()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.revision = 1 and new.published_at <> (new.rated_on + time '16:00') at time zone 'Europe/Berlin' then
    raise exception 'a rate counts from 16:00 in Frankfurt on its day'
      using errcode = 'BT002', constraint = 'exchange_rate_published_at';
  end if;
  if new.revision > 1 and (
    not exists (
      select
      from public.exchange_rate_import as sent
      where sent.id = new.import_id and sent.correction_reason is not null and sent.imported_at = new.published_at)
    or not exists (
      select
      from public.exchange_rate as before
      where least(before.base, before.quote) = least(new.base, new.quote)
        and greatest(before.base, before.quote) = greatest(new.base, new.quote)
        and before.rated_on = new.rated_on and before.revision = new.revision - 1)
  ) then
    raise exception 'a correction follows the rate that it corrects, with a reason, and counts from when it is made'
      using errcode = 'BT002', constraint = 'exchange_rate_corrects';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_exchange_rate() from public;
create trigger exchange_rate_guard after insert on exchange_rate
for each row execute function app.guard_exchange_rate();
`;

// Awards that were made while there were no rates keep why they are zero.
const AWARDS = `
alter table award
  drop constraint award_gate,
  add constraint award_gate check (
    gate is null or gross_minor = 0
      and gate in ('ONE_PER_COMPANY_IN_CYCLE', 'TENDER_EARNED', 'MILESTONE_EARNED', 'OTHER_CURRENCY', 'NO_RATE'));
`;
