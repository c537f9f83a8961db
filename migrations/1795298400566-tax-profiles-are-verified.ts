import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * As whom a partner is taxed: said by one person and verified by another, who read the tax number anew. The number
 * itself is sealed with a key that the database does not have.
 */
export class TaxProfilesAreVerified1795298400566 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROFILES);
    await runner.query(GUARD);
    await runner.query(STAYS);
  }

  public async down(): Promise<void> {
    throw new Error("what was reported names these profiles: restore a backup instead");
  }
}

const PROFILES = `
create table tax_profile (
  id uuid not null,
  partner_id uuid not null,
  legal_name text not null,
  legal_form text not null,
  country text not null,
  vat_id text,
  tax_id_sealed bytea,
  key_id text,
  tax_id_mark bytea,
  tax_id_ends text,
  is_self_billed boolean not null,
  state text not null default 'WAITING',
  proposed_at timestamptz(3) not null,
  proposed_by uuid not null,
  decided_at timestamptz(3),
  decided_by uuid,
  note text,
  replaced_at timestamptz(3),
  constraint tax_profile_pkey primary key (id),
  constraint tax_profile_partner_fkey foreign key (partner_id) references partner (id),
  constraint tax_profile_legal_name check (char_length(legal_name) between 1 and 200),
  constraint tax_profile_legal_form check (legal_form in ('PERSON', 'COMPANY')),
  constraint tax_profile_country check (country ~ '^[A-Z]{2}$'),
  constraint tax_profile_vat_id check (vat_id ~ '^[A-Z]{2}[A-Z0-9]{2,18}$'),
  constraint tax_profile_tax_id check (
    num_nonnulls(tax_id_sealed, key_id, tax_id_mark, tax_id_ends) in (0, 4)
      and octet_length(tax_id_sealed) between 29 and 200 and octet_length(tax_id_mark) = 32
      and char_length(key_id) between 1 and 20 and tax_id_ends ~ '^[A-Z0-9]{4}$'),
  constraint tax_profile_state check (state in ('WAITING', 'VERIFIED', 'DECLINED', 'REPLACED')),
  constraint tax_profile_decided check (
    num_nonnulls(decided_at, decided_by, note) in (0, 3)
      and (decided_at is not null or state in ('WAITING', 'REPLACED'))
      and (decided_at is null or state <> 'WAITING')
      and decided_at >= proposed_at and char_length(note) between 1 and 2000),
  constraint tax_profile_replaced check (
    (replaced_at is not null) = (state = 'REPLACED') and replaced_at >= coalesce(decided_at, proposed_at))
);
create unique index tax_profile_one_waiting on tax_profile (partner_id) where state = 'WAITING';
create unique index tax_profile_one_verified on tax_profile (partner_id) where state = 'VERIFIED';
create index tax_profile_of_partner on tax_profile (partner_id, proposed_at desc, id desc);
create index tax_profile_by_age on tax_profile (proposed_at desc, id desc);
create index tax_profile_by_state on tax_profile (state, proposed_at desc, id desc);
call app.give_policies('tax_profile', 'partner_writes');
call app.require_new_ids('tax_profile');
create trigger tax_profile_no_truncate before truncate on tax_profile
for each statement execute function app.refuse_change();
alter table tax_profile enable always trigger tax_profile_no_truncate;
grant select (id, partner_id, legal_name, legal_form, country, vat_id, tax_id_ends, is_self_billed, state, proposed_at,
    proposed_by, decided_at, note, replaced_at),
  insert (id, partner_id, legal_name, legal_form, country, vat_id, tax_id_sealed, key_id, tax_id_mark, tax_id_ends,
    is_self_billed, proposed_at, proposed_by),
  update (state, replaced_at) on tax_profile to app_partner;
grant select (id, partner_id, legal_name, legal_form, country, vat_id, tax_id_mark, tax_id_ends, is_self_billed, state,
    proposed_at, proposed_by, decided_at, decided_by, note, replaced_at),
  insert (id, partner_id, legal_name, legal_form, country, vat_id, tax_id_sealed, key_id, tax_id_mark, tax_id_ends,
    is_self_billed, proposed_at, proposed_by),
  update (state, decided_at, decided_by, note, replaced_at) on tax_profile to app_vendor;
grant select on tax_profile to app_jobs;
comment on table tax_profile is 'As whom a partner is taxed, as somebody said and another person verified; the rows before are its history. The tax number is sealed, and only its last four characters are in plain text';
comment on column tax_profile.tax_id_sealed is 'AES-256-GCM of the number under the key that key_id names: nonce, tag, text';
comment on column tax_profile.tax_id_mark is 'HMAC-SHA-256 of the number, by which one that is typed anew is compared';
comment on column tax_profile.is_self_billed is 'Whether its statements stand for its invoices, as partner and vendor agreed';
`;

// Who acts is named, what was said does not change, and nobody verifies what they said themselves or worked for.
const GUARD = `
create function app.guard_tax_profile()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  decisions constant text[] := array['state', 'decided_at', 'decided_by', 'note'];
  ends constant text[] := array['state', 'replaced_at'];
begin
  if tg_op = 'DELETE' then
    raise exception 'tax profiles are kept' using errcode = 'BT001', constraint = 'tax_profile_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.proposed_by is distinct from app.actor() then
      raise exception 'a tax profile begins by waiting for somebody else to verify it'
        using errcode = 'BT002', constraint = 'tax_profile_begins';
    end if;
    if exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor) then
      raise exception 'the vendor pays nothing to itself'
        using errcode = 'BT002', constraint = 'tax_profile_of_partner_only';
    end if;
    return new;
  end if;
  if new.state = 'REPLACED' then
    if old.state not in ('WAITING', 'VERIFIED') or to_jsonb(old) - ends is distinct from to_jsonb(new) - ends
      or old.state = 'VERIFIED' and current_user = 'app_partner'
    then
      raise exception 'a tax profile is replaced once, a verified one by the vendor, and does not change otherwise'
        using errcode = 'BT001', constraint = 'tax_profile_replaced_once';
    end if;
    return new;
  end if;
  if old.state <> 'WAITING' or new.state = 'WAITING' or to_jsonb(old) - decisions is distinct from to_jsonb(new) - decisions
    or new.decided_by is distinct from app.actor() or current_user = 'app_partner'
  then
    raise exception 'a tax profile is decided once, by the vendor, and does not change otherwise'
      using errcode = 'BT001', constraint = 'tax_profile_decided_once';
  end if;
  if app.is_same_person(new.decided_by, new.proposed_by) is distinct from false then
    raise exception 'a tax profile is verified by another person than who entered it'
      using errcode = 'BT002', constraint = 'tax_profile_two_persons';
  end if;
  if app.has_worked_for(new.decided_by, new.partner_id) then
    raise exception 'a tax profile is verified by nobody who worked for the partner'
      using errcode = 'BT002', constraint = 'tax_profile_of_other';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_tax_profile() from public;
create trigger tax_profile_guard before insert or update or delete on tax_profile
for each row execute function app.guard_tax_profile();
alter table tax_profile enable always trigger tax_profile_guard;
`;

const STAYS = `
create function app.keep_tax_profile()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select from public.tax_profile as other where other.partner_id = new.partner_id and other.state = 'VERIFIED'
  ) then
    raise exception 'a verified tax profile is replaced by another verified one, never by none'
      using errcode = 'BT002', constraint = 'tax_profile_stays';
  end if;
  return null;
end
$$;
revoke execute on function app.keep_tax_profile() from public;
create constraint trigger tax_profile_stays after update on tax_profile deferrable initially deferred
for each row when (old.state = 'VERIFIED') execute function app.keep_tax_profile();
alter table tax_profile enable always trigger tax_profile_stays;
`;
