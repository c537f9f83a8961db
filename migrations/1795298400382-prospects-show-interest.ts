import type { MigrationInterface, QueryRunner } from "typeorm";

/** What prospects do is recorded by the vendor's systems, and counted by lead, kind and day. */
export class ProspectsShowInterest1795298400382 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(EVENTS);
    await runner.query(COUNTS);
  }

  public async down(): Promise<void> {
    throw new Error("what was recorded is not forgotten: restore a backup instead");
  }
}

const KINDS = `'VISIT', 'DOWNLOAD', 'DEMO_REQUEST', 'CHAT', 'EMAIL_OPENED', 'EMAIL_CLICKED', 'WEBINAR_ATTENDED'`;

const EVENTS = `
create table engagement (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  kind text not null,
  reference text not null,
  occurred_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  constraint engagement_pkey primary key (id),
  constraint engagement_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint engagement_once unique (lead_id, reference),
  constraint engagement_kind check (kind in (${KINDS})),
  constraint engagement_reference check (char_length(reference) between 1 and 100),
  constraint engagement_is_past check (occurred_at <= recorded_at)
);
create index engagement_of_lead on engagement (partner_id, lead_id);
call app.give_policies('engagement', 'vendor_only');
call app.make_append_only('engagement');
grant select on engagement to app_vendor, app_jobs;
grant insert on engagement to app_vendor;
comment on table engagement is 'What the prospect of a lead did, once under each reference of the system that tells of it; for the vendor alone';

create table engagement_day (
  lead_id uuid not null,
  partner_id uuid not null,
  kind text not null,
  day date not null,
  events integer not null,
  constraint engagement_day_pkey primary key (lead_id, day, kind),
  constraint engagement_day_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint engagement_day_events check (events >= 1)
);
create index engagement_day_of_lead on engagement_day (partner_id, lead_id);
call app.give_policies('engagement_day', 'vendor_only');
create policy engagement_day_counting on engagement_day to current_user using (true) with check (true);
grant select on engagement_day to app_vendor, app_jobs;
comment on table engagement_day is 'How often the prospect of a lead did something on a day (UTC): engagement, counted by its trigger alone';
`;

// In one order, so that two calls that tell of the same leads wait for one another and for nothing else.
const COUNTS = `
create function app.count_engagement()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.engagement_day (lead_id, partner_id, kind, day, events)
  select lead_id, partner_id, kind, (occurred_at at time zone 'UTC')::date, count(*)
  from recorded
  group by 1, 2, 3, 4
  order by 1, 4, 3
  on conflict (lead_id, day, kind) do update
  set events = engagement_day.events + excluded.events;
  if exists (select from public.scoring_model where published_at is not null) then
    perform graphile_worker.add_job(
      'score_lead',
      json_build_object('leadId', told.lead_id, 'partnerId', told.partner_id),
      job_key := 'score_lead:' || told.lead_id,
      max_attempts := 20
    )
    from (select distinct lead_id, partner_id from recorded order by 1) as told;
  end if;
  return null;
end
$$;
revoke execute on function app.count_engagement() from public;
create trigger engagement_counts after insert on engagement referencing new table as recorded for each statement
execute function app.count_engagement();
`;
