import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whoever a lead concerns is told by e-mail what became of it: what is told, to whom, and what each wants to hear. */
export class PeopleAreTold1795298400141 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(SETTINGS);
    await runner.query(OCCASIONS);
    await runner.query(NOTICES);
    await runner.query(NOTING);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop trigger lead_event_is_told on lead_event");
    await runner.query("drop trigger credit_is_told on credit");
    await runner.query("drop trigger offer_is_told on offer");
    await runner.query("drop function app.note_event(), app.note_credit(), app.note_offer()");
    await runner.query("drop table notice, notice_occasion, notice_setting");
    await runner.query("drop function app.guard_notice_setting()");
  }
}

// Who said nothing has no row.
const SETTINGS = `
create table notice_setting (
  partner_id uuid,
  member_id uuid not null,
  locale text not null,
  muted text[] not null,
  all_leads boolean not null,
  updated_at timestamptz(3) not null,
  constraint notice_setting_of_member unique nulls not distinct (partner_id, member_id),
  constraint notice_setting_member_fkey foreign key (partner_id, member_id) references membership (partner_id, id),
  constraint notice_setting_locale check (locale in ('EN', 'DE')),
  constraint notice_setting_muted check (cardinality(muted) <= 50)
);
create index notice_setting_by_member on notice_setting (member_id);
call app.give_policies('notice_setting', 'partner_writes');
grant select, insert (partner_id, member_id, locale, muted, all_leads, updated_at),
  update (locale, muted, all_leads, updated_at) on notice_setting to app_partner, app_vendor;
grant select, insert, update (muted, updated_at) on notice_setting to app_jobs;
comment on table notice_setting is 'What a person wants to be told by e-mail, and in which language';

create function app.guard_notice_setting()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user <> 'app_jobs' and (
    new.member_id is distinct from app.actor() or new.partner_id is distinct from app.partner()
  ) then
    raise exception 'what somebody is told is set by nobody else'
      using errcode = 'BT002', constraint = 'notice_setting_of_actor';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_notice_setting() from public;
create trigger notice_setting_guard before insert or update on notice_setting
for each row execute function app.guard_notice_setting();
`;

// In the transaction of what happened one row is written, whoever will be told; turning it into notices
// is nobody's to wait for.
const OCCASIONS = `
create table notice_occasion (
  id uuid not null,
  kind text not null,
  for_vendor boolean not null,
  partner_id uuid not null,
  lead_id uuid,
  at timestamptz(3) not null,
  by_member uuid,
  constraint notice_occasion_pkey primary key (id, kind)
);
create index notice_occasion_by_age on notice_occasion (at);
call app.give_policies('notice_occasion', 'vendor_only');
create policy notice_occasion_keeping on notice_occasion to current_user using (true) with check (true);
grant insert on notice_occasion to app_vendor;
grant select, insert, update, delete on notice_occasion to app_jobs;
comment on table notice_occasion is 'Something happened that people are to be told; gone as soon as it is known whom';
`;

const NOTICES = `
create table notice (
  id uuid not null,
  occasion_id uuid not null,
  kind text not null,
  for_vendor boolean not null,
  partner_id uuid not null,
  lead_id uuid,
  member_id uuid not null,
  about uuid not null,
  at timestamptz(3) not null,
  due_at timestamptz(3) not null,
  state text not null default 'WAITING',
  attempts integer not null default 0,
  taken_at timestamptz(3),
  ended_at timestamptz(3),
  reason text,
  constraint notice_pkey primary key (id),
  constraint notice_once unique (occasion_id, kind, member_id),
  constraint notice_member_fkey foreign key (member_id) references membership (id),
  constraint notice_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint notice_state check (state in ('WAITING', 'SENDING', 'SENT', 'NOT_SENT', 'FAILED', 'UNCERTAIN', 'DROPPED')),
  constraint notice_ended check ((ended_at is null) = (state in ('WAITING', 'SENDING'))),
  constraint notice_failed_why check (state <> 'FAILED' or reason is not null)
);
create unique index notice_one_waiting on notice (member_id, kind, about) where state = 'WAITING';
create index notice_of_member on notice (member_id, kind, about, due_at desc);
create index notice_due on notice (due_at, id) where state = 'WAITING';
create index notice_under_way on notice (taken_at) where state = 'SENDING';
create index notice_of_lead on notice (partner_id, lead_id);
call app.give_policies('notice', 'vendor_only');
grant select on notice to app_vendor;
grant select, insert, update (state, attempts, taken_at, ended_at, due_at, reason) on notice to app_jobs;
comment on table notice is 'An e-mail to one person about one occasion, and what became of it; the text is written when it is sent. No two about the same wait at once';
`;

// Which event is told to whom. What one side does is told to the other; what is brought in from an older
// system is told to nobody.
const NOTING = `
create function app.note_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  kind constant text := case
    when new.type = 'COMMENTED' then 'LEAD_COMMENTED'
    when new.by_vendor then case new.type
      when 'ACCEPTED' then 'LEAD_ACCEPTED'
      when 'REJECTED' then 'LEAD_REFUSED'
      when 'DISQUALIFIED' then 'LEAD_REFUSED'
      when 'EXPIRED' then 'LEAD_REFUSED'
      when 'RETURNED' then 'LEAD_RETURNED'
      when 'INFORMATION_REQUESTED' then 'ACTION_REQUIRED'
      when 'QUALIFIED' then 'LEAD_QUALIFIED'
    end
    else case new.type
      when 'REGISTERED' then 'LEADS_REGISTERED'
      when 'RESUBMITTED' then 'LEAD_RESUBMITTED'
      when 'REQUEST_ANSWERED' then 'REQUEST_ANSWERED'
      when 'APPEALED' then 'LEAD_APPEALED'
    end
  end;
begin
  if kind is not null and new.at > now() - interval '1 day' then
    insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at, by_member)
    values (new.id, kind, not new.by_vendor, new.partner_id, new.lead_id, new.at, new.actor_id);
  end if;
  return null;
end
$$;
create trigger lead_event_is_told after insert on lead_event for each row execute function app.note_event();

create function app.note_credit()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at)
  values (new.id, 'CREDIT_EARNED', false, new.partner_id, new.lead_id, new.earned_at);
  return null;
end
$$;
create trigger credit_is_told after insert on credit for each row
when (new.share_minor > 0 and new.earned_at > now() - interval '1 day')
execute function app.note_credit();

create function app.note_offer()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'LEAD_OFFERED', false, new.partner_id, new.offered_at);
  return null;
end
$$;
create trigger offer_is_told after insert on offer for each row
when (new.offered_at > now() - interval '1 day')
execute function app.note_offer();
revoke execute on function app.note_event(), app.note_credit(), app.note_offer() from public;
`;
