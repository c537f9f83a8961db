import type { MigrationInterface, QueryRunner } from "typeorm";

/** Forms by which a partner says how it is taxed: recorded by one person, accepted by another, and valid up to a day. */
export class TaxFormsAreAccepted1795298400567 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(FORMS);
    await runner.query(GUARD);
  }

  public async down(): Promise<void> {
    throw new Error("by these forms partners were paid: restore a backup instead");
  }
}

const FORMS = `
create table tax_form (
  id uuid not null,
  partner_id uuid not null,
  kind text not null,
  received_on date not null,
  last_valid_on date,
  remark text,
  state text not null default 'WAITING',
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  decided_at timestamptz(3),
  decided_by uuid,
  note text,
  ended_at timestamptz(3),
  ended_by uuid,
  end_reason text,
  constraint tax_form_pkey primary key (id),
  constraint tax_form_partner_fkey foreign key (partner_id) references partner (id),
  constraint tax_form_kind check (kind in ('W_9', 'W_8BEN', 'W_8BEN_E', 'VAT_CERTIFICATE', 'NONE_NEEDED')),
  constraint tax_form_valid check (
    last_valid_on >= received_on and (last_valid_on is not null or kind in ('W_9', 'NONE_NEEDED'))),
  constraint tax_form_received check (received_on <= ((recorded_at at time zone 'UTC') + interval '14 hours')::date),
  constraint tax_form_remark check (
    char_length(remark) between 1 and 2000 and (remark is not null or kind <> 'NONE_NEEDED')),
  constraint tax_form_state check (state in ('WAITING', 'ACCEPTED', 'DECLINED', 'ENDED')),
  constraint tax_form_decided check (
    num_nonnulls(decided_at, decided_by, note) in (0, 3)
      and (decided_at is not null or state in ('WAITING', 'ENDED'))
      and (decided_at is null or state <> 'WAITING')
      and decided_at >= recorded_at and char_length(note) between 1 and 2000),
  constraint tax_form_ended check (
    num_nonnulls(ended_at, ended_by, end_reason) = case state when 'ENDED' then 3 else 0 end
      and ended_at >= coalesce(decided_at, recorded_at) and char_length(end_reason) between 1 and 2000)
);
create index tax_form_accepted on tax_form (partner_id, kind) where state = 'ACCEPTED';
create index tax_form_of_partner on tax_form (partner_id, recorded_at desc, id desc);
create index tax_form_by_age on tax_form (recorded_at desc, id desc);
create index tax_form_by_state on tax_form (state, recorded_at desc, id desc);
call app.give_policies('tax_form', 'partner_writes');
call app.require_new_ids('tax_form');
create trigger tax_form_no_truncate before truncate on tax_form
for each statement execute function app.refuse_change();
alter table tax_form enable always trigger tax_form_no_truncate;
grant select (id, partner_id, kind, received_on, last_valid_on, remark, state, recorded_at, recorded_by, decided_at, note,
    ended_at, end_reason),
  insert (id, partner_id, kind, received_on, last_valid_on, remark, recorded_at, recorded_by),
  update (state, ended_at, ended_by, end_reason) on tax_form to app_partner;
grant select, insert (id, partner_id, kind, received_on, last_valid_on, remark, recorded_at, recorded_by),
  update (state, decided_at, decided_by, note, ended_at, ended_by, end_reason) on tax_form to app_vendor;
grant select on tax_form to app_jobs;
comment on table tax_form is 'A form of a partner''s, as somebody recorded it and another person accepted it; it counts up to its last day, or until it is ended';
comment on column tax_form.last_valid_on is 'The last day on which it counts, of UTC; null where it does not run out';
comment on column tax_form.remark is 'What whoever recorded it says; of NONE_NEEDED always, why none is needed';
`;

const GUARD = `
create function app.guard_tax_form()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  decisions constant text[] := array['state', 'decided_at', 'decided_by', 'note'];
  ends constant text[] := array['state', 'ended_at', 'ended_by', 'end_reason'];
begin
  if tg_op = 'DELETE' then
    raise exception 'tax forms are kept' using errcode = 'BT001', constraint = 'tax_form_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.recorded_by is distinct from app.actor() then
      raise exception 'a tax form begins by waiting for somebody else to accept it'
        using errcode = 'BT002', constraint = 'tax_form_begins';
    end if;
    if new.kind = 'NONE_NEEDED' and current_user = 'app_partner' then
      raise exception 'the vendor alone says that no form is needed'
        using errcode = 'BT002', constraint = 'tax_form_none_by_vendor';
    end if;
    if exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor) then
      raise exception 'the vendor pays nothing to itself'
        using errcode = 'BT002', constraint = 'tax_form_of_partner_only';
    end if;
    return new;
  end if;
  if new.state = 'ENDED' then
    if old.state not in ('WAITING', 'ACCEPTED') or to_jsonb(old) - ends is distinct from to_jsonb(new) - ends
      or new.ended_by is distinct from app.actor()
    then
      raise exception 'a tax form is ended once, by who says so, and does not change otherwise'
        using errcode = 'BT001', constraint = 'tax_form_ends_once';
    end if;
    return new;
  end if;
  if old.state <> 'WAITING' or new.state = 'WAITING' or to_jsonb(old) - decisions is distinct from to_jsonb(new) - decisions
    or new.decided_by is distinct from app.actor() or current_user = 'app_partner'
  then
    raise exception 'a tax form is decided once, by the vendor, and does not change otherwise'
      using errcode = 'BT001', constraint = 'tax_form_decided_once';
  end if;
  if app.is_same_person(new.decided_by, new.recorded_by) is distinct from false then
    raise exception 'a tax form is accepted by another person than who recorded it'
      using errcode = 'BT002', constraint = 'tax_form_two_persons';
  end if;
  if app.has_worked_for(new.decided_by, new.partner_id) then
    raise exception 'a tax form is accepted by nobody who worked for the partner'
      using errcode = 'BT002', constraint = 'tax_form_of_other';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_tax_form() from public;
create trigger tax_form_guard before insert or update or delete on tax_form
for each row execute function app.guard_tax_form();
alter table tax_form enable always trigger tax_form_guard;
`;
