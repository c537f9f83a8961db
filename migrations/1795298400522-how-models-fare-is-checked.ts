import type { MigrationInterface, QueryRunner } from "typeorm";

/** How a learned model fares on the leads of each month that it did not learn from is on record, and told where it fares worse. */
export class HowModelsFareIsChecked1795298400522 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHECKS);
    await runner.query(TOLD);
  }

  public async down(): Promise<void> {
    throw new Error("how models fared is not forgotten: restore a backup instead");
  }
}

const VENDOR = "01970000-0000-7000-8000-000000000002";

const CHECKS = `
create table scoring_check (
  id uuid not null,
  training_id uuid not null,
  month date not null,
  checked_at timestamptz(3) not null,
  leads integer not null,
  positives integer not null,
  shift double precision,
  is_shifted boolean,
  measures jsonb,
  is_worse boolean,
  features jsonb not null,
  constraint scoring_check_pkey primary key (training_id, month),
  constraint scoring_check_id unique (id),
  constraint scoring_check_training_fkey foreign key (training_id) references scoring_training (id),
  constraint scoring_check_month check (extract(day from month) = 1),
  constraint scoring_check_is_over check (month + interval '1 month' <= checked_at at time zone 'UTC'),
  constraint scoring_check_counts check (positives between 0 and leads),
  constraint scoring_check_shift check (shift >= 0 and (shift is null) = (is_shifted is null)),
  constraint scoring_check_worse check (is_worse is null or measures is not null),
  constraint scoring_check_features check (jsonb_typeof(features) = 'array')
);
call app.give_policies('scoring_check', 'vendor_only');
call app.make_append_only('scoring_check');
grant select on scoring_check to app_vendor;
grant select, insert on scoring_check to app_jobs;
comment on table scoring_check is 'How what was learned fares on the leads that were decided in a month, of which it learned none; written once the month is over';
comment on column scoring_check.month is 'The first day of the month, in UTC';
comment on column scoring_check.shift is 'How far the leads have shifted over the chances (population stability index less chance); null where too few';
comment on column scoring_check.measures is 'How well they were foretold; null where outcomes of either kind are too few';
`;

// Of months long past nobody is told: they are looked at as a model is published.
const TOLD = `
create function app.note_scoring_check()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'SCORES_DRIFTED', true, '${VENDOR}', new.checked_at);
  return null;
end
$$;
revoke execute on function app.note_scoring_check() from public;
create trigger scoring_check_is_told after insert on scoring_check for each row
when ((new.is_shifted or new.is_worse) and new.month + interval '2 months' > new.checked_at at time zone 'UTC')
execute function app.note_scoring_check();
`;
