import type { MigrationInterface, QueryRunner } from "typeorm";

/** Counts of leads by stage and of credits by month, true in the transaction of each change. */
export class FunnelsAndCreditsAreCounted1795298400030 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ROLLUPS);
    await runner.query(DELTAS);
    await runner.query(OWNER_READS);
    await runner.query(COUNTING);
    await runner.query(REBUILDING);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

/** The stages that a lead keeps a time of, in the order of the funnel; LOST follows none and leads nowhere. */
const REACHED = [
  ["SUBMITTED", "submitted_at"],
  ["MQL", "marketing_qualified_at"],
  ["SAL", "accepted_at"],
  ["SQL", "sales_qualified_at"],
  ["OPPORTUNITY", "opportunity_at"],
  ["WON", "won_at"],
  ["LOST", "lost_at"],
] as const;

const REACHED_STAGES = REACHED.map(([stage]) => `'${stage}'`).join(", ");
const EXITS = `'REJECTED', 'WITHDRAWN', 'RECYCLED', 'DISQUALIFIED', 'EXPIRED', 'MERGED'`;

/** What a lead is counted by, besides its partner. */
const COUNTED_COLUMNS = [
  "partner_id",
  "program_id",
  "stage",
  "implied_stages",
  ...REACHED.map(([, column]) => column),
];

const FURTHEST = `
    case
      when lead.won_at is not null then 6
      when lead.opportunity_at is not null then 5
      when lead.sales_qualified_at is not null then 4
      when lead.accepted_at is not null then 3
      when lead.marketing_qualified_at is not null then 2
      else 1
    end`;

// One row for each stage that a lead has reached or stands in: most moves add no more than a few.
// A draft is nobody's yet and is not counted.
const FIGURES = `
join public.program on program.id = lead.program_id
cross join lateral (
  select reached.stage,
    (reached.at at time zone program.time_zone)::date as day,
    reached.at is not null and reached.stage = any (lead.implied_stages) as implied,
    (reached.at is not null)::integer as entered,
    (reached.at is not null and reached.place < ${FURTHEST})::integer as advanced,
    (reached.stage = lead.stage)::integer as standing
  from (values
    ${REACHED.map(([stage, column], index) => `(${index + 1}, '${stage}', lead.${column})`).join(",\n    ")},
    (8, lead.stage, null)
  ) as reached (place, stage, at)
  where reached.at is not null
    or reached.stage = lead.stage
      and lead.stage <> 'DRAFT'
      and (reached.place < 8 or lead.stage not in (${REACHED_STAGES}))
) as figure`;

// What is counted once and for all. Only the folding of deltas writes here, so nobody who changes a
// lead waits for another's count.
const ROLLUPS = `
create table funnel_day (
  partner_id uuid not null,
  program_id uuid not null,
  stage text not null,
  day date not null,
  implied boolean not null,
  entered integer not null,
  advanced integer not null,
  constraint funnel_day_pkey primary key (partner_id, day, stage, program_id, implied),
  constraint funnel_day_partner_fkey foreign key (partner_id) references partner (id),
  constraint funnel_day_program_fkey foreign key (program_id) references program (id),
  constraint funnel_day_stage check (stage in (${REACHED_STAGES}))
) with (fillfactor = 80);
create index funnel_day_by_day on funnel_day (day);
call app.give_policies('funnel_day', 'partner_reads');
create policy funnel_day_counting on funnel_day to current_user using (true) with check (true);
grant select on funnel_day to app_partner, app_vendor;
grant select, insert, update (entered, advanced) on funnel_day to app_jobs;
comment on table funnel_day is 'How many of a partner''s leads first reached a stage on a day in the program''s zone, and how many of those have reached a later one since; funnel_delta comes on top';

create table funnel_now (
  partner_id uuid not null,
  program_id uuid not null,
  stage text not null,
  leads integer not null,
  constraint funnel_now_pkey primary key (partner_id, stage, program_id),
  constraint funnel_now_partner_fkey foreign key (partner_id) references partner (id),
  constraint funnel_now_program_fkey foreign key (program_id) references program (id),
  constraint funnel_now_stage check (stage in (${REACHED_STAGES}, ${EXITS}))
) with (fillfactor = 50);
call app.give_policies('funnel_now', 'partner_reads');
create policy funnel_now_counting on funnel_now to current_user using (true) with check (true);
grant select on funnel_now to app_partner, app_vendor;
grant select, insert, update (leads) on funnel_now to app_jobs;
comment on table funnel_now is 'How many of a partner''s leads stand in a stage; funnel_delta comes on top';

create table credit_month (
  partner_id uuid not null,
  currency text not null,
  month date not null,
  amount_minor bigint not null,
  credits integer not null,
  constraint credit_month_pkey primary key (partner_id, month, currency),
  constraint credit_month_partner_fkey foreign key (partner_id) references partner (id),
  constraint credit_month_currency_fkey foreign key (currency) references currency (code),
  constraint credit_month_month check (extract(day from month) = 1)
) with (fillfactor = 50);
call app.give_policies('credit_month', 'partner_reads');
create policy credit_month_counting on credit_month to current_user using (true) with check (true);
grant select on credit_month to app_partner, app_vendor;
grant select, insert, update (amount_minor, credits) on credit_month to app_jobs;
comment on table credit_month is 'A partner''s credits by the month of their effective day and by currency; credit_delta comes on top';
`;

// What has changed since the last folding. Rows are only added, so two transactions never wait for
// each other here, and they are gone within seconds: hence no key, no foreign keys, and a vacuum
// that counts dead rows rather than shares of the table.
const DELTAS = `
create table funnel_delta (
  partner_id uuid not null,
  program_id uuid not null,
  stage text not null,
  day date,
  implied boolean not null,
  entered integer not null,
  advanced integer not null,
  standing integer not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index funnel_delta_of_partner on funnel_delta (partner_id);
call app.give_policies('funnel_delta', 'partner_reads');
create policy funnel_delta_counting on funnel_delta to current_user using (true) with check (true);
grant select on funnel_delta to app_partner, app_vendor;
grant select, delete on funnel_delta to app_jobs;
comment on table funnel_delta is 'What leads have changed in funnel_day and funnel_now and is not folded into them yet; day is null where no stage was reached';

create table credit_delta (
  partner_id uuid not null,
  currency text not null,
  month date not null,
  amount_minor bigint not null,
  credits integer not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index credit_delta_of_partner on credit_delta (partner_id);
call app.give_policies('credit_delta', 'partner_reads');
create policy credit_delta_counting on credit_delta to current_user using (true) with check (true);
grant select on credit_delta to app_partner, app_vendor;
grant select, delete on credit_delta to app_jobs;
comment on table credit_delta is 'What credits have changed in credit_month and is not folded into it yet';
`;

// Row-level security is forced upon the owner as well, who counts all that is there.
const OWNER_READS = `
create policy lead_counting on lead for select to current_user using (true);
create policy credit_counting on credit for select to current_user using (true);
`;

// The functions run as the owner: nobody who moves a lead may write a count by itself. What a lead
// or credit counted before is taken away and what it counts now is added, whatever was changed.
const COUNTING = `
create function app.count_lead()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.funnel_delta (partner_id, program_id, stage, day, implied, entered, advanced, standing)
  select lead.partner_id, lead.program_id, figure.stage, figure.day, figure.implied,
    sum(lead.sign * figure.entered), sum(lead.sign * figure.advanced), sum(lead.sign * figure.standing)
  from (values
    (1, ${COUNTED_COLUMNS.map((column) => `new.${column}`).join(", ")}),
    (-1, ${COUNTED_COLUMNS.map((column) => `old.${column}`).join(", ")})
  ) as lead (sign, ${COUNTED_COLUMNS.join(", ")})
  ${FIGURES}
  group by lead.partner_id, lead.program_id, figure.stage, figure.day, figure.implied
  having sum(lead.sign * figure.entered) <> 0
    or sum(lead.sign * figure.advanced) <> 0
    or sum(lead.sign * figure.standing) <> 0;
  return null;
end
$$;
revoke execute on function app.count_lead() from public;
create trigger lead_counts after insert or delete on lead for each row execute function app.count_lead();
create trigger lead_recounts after update on lead for each row
when ((${COUNTED_COLUMNS.map((column) => `old.${column}`).join(", ")})
  is distinct from (${COUNTED_COLUMNS.map((column) => `new.${column}`).join(", ")}))
execute function app.count_lead();

create function app.count_credit()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.credit_delta (partner_id, currency, month, amount_minor, credits)
  select partner_id, currency, date_trunc('month', effective_on::timestamp)::date, sum(sign * share_minor), sum(sign)
  from (values
    (1, new.partner_id, new.currency, new.effective_on, new.share_minor),
    (-1, old.partner_id, old.currency, old.effective_on, old.share_minor)
  ) as credit (sign, partner_id, currency, effective_on, share_minor)
  where partner_id is not null
  group by 1, 2, 3
  having sum(sign * share_minor) <> 0 or sum(sign) <> 0;
  return null;
end
$$;
revoke execute on function app.count_credit() from public;
create trigger credit_counts after insert or delete on credit for each row execute function app.count_credit();
create trigger credit_recounts after update on credit for each row
when ((old.partner_id, old.currency, old.effective_on, old.share_minor)
  is distinct from (new.partner_id, new.currency, new.effective_on, new.share_minor))
execute function app.count_credit();
`;

// Whoever changes a lead or a credit meanwhile waits, so that nothing is counted twice or never.
// Rows are deleted and not truncated: a reader sees the counts of before until the commit.
const REBUILDING = `
create function app.rebuild_rollups()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'rollups are rebuilt in a transaction that is read committed'
      using hint = 'in another one what was written meanwhile is not seen, and would be counted never';
  end if;
  -- 'BTON' and 2: nobody folds meanwhile
  perform pg_advisory_xact_lock(1112821582, 2);
  lock table public.lead, public.credit in share mode;
  delete from public.funnel_day;
  delete from public.funnel_now;
  delete from public.credit_month;
  delete from public.funnel_delta;
  delete from public.credit_delta;
  insert into public.funnel_day (partner_id, program_id, stage, day, implied, entered, advanced)
  select lead.partner_id, lead.program_id, figure.stage, figure.day, figure.implied, sum(figure.entered), sum(figure.advanced)
  from public.lead
  ${FIGURES}
  where figure.day is not null
  group by lead.partner_id, lead.program_id, figure.stage, figure.day, figure.implied;
  insert into public.funnel_now (partner_id, program_id, stage, leads)
  select partner_id, program_id, stage, count(*)
  from public.lead
  where stage <> 'DRAFT'
  group by partner_id, program_id, stage;
  insert into public.credit_month (partner_id, currency, month, amount_minor, credits)
  select partner_id, currency, date_trunc('month', effective_on::timestamp)::date, sum(share_minor), count(*)
  from public.credit
  group by 1, 2, 3;
end
$$;
revoke execute on function app.rebuild_rollups() from public;
comment on function app.rebuild_rollups() is
  'Empties funnel_day, funnel_now and credit_month with their deltas and counts all leads and credits anew; for the owner alone';

create function app.recount_program()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.rebuild_rollups();
  return null;
end
$$;
revoke execute on function app.recount_program() from public;
-- the days of a program's funnel are days of its zone
create trigger program_recounts after update of time_zone on program for each row
when (old.time_zone <> new.time_zone)
execute function app.recount_program();

select app.rebuild_rollups();
`;

const DOWN = `
drop trigger program_recounts on program;
drop trigger lead_counts on lead;
drop trigger lead_recounts on lead;
drop trigger credit_counts on credit;
drop trigger credit_recounts on credit;
drop function app.recount_program(), app.rebuild_rollups(), app.count_credit(), app.count_lead();
drop policy lead_counting on lead;
drop policy credit_counting on credit;
drop table credit_delta, funnel_delta, credit_month, funnel_now, funnel_day;
`;
