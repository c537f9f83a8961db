import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Where a partner's money goes: said by one person and verified by another, who was told the number anew. The
 * number itself is sealed with a key that the database does not have.
 */
export class PayoutAccountsAreVerified1795298400460 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS);
    await runner.query(GUARD);
    await runner.query(NOTICES);
  }

  public async down(): Promise<void> {
    throw new Error("what was paid names these accounts: restore a backup instead");
  }
}

const ACCOUNTS = `
create table payout_account (
  id uuid not null,
  partner_id uuid not null,
  currency text not null,
  holder_name text not null,
  street text,
  building text,
  postcode text,
  town text not null,
  region text,
  country text not null,
  format text not null,
  bank_country text not null,
  bank_code text,
  bic text,
  number_sealed bytea not null,
  key_id text not null,
  number_mark bytea not null,
  number_ends text not null,
  state text not null default 'WAITING',
  proposed_at timestamptz(3) not null,
  proposed_by uuid not null,
  decided_at timestamptz(3),
  decided_by uuid,
  note text,
  is_shared boolean not null default false,
  usable_from timestamptz(3),
  ended_at timestamptz(3),
  ended_by uuid,
  end_reason text,
  constraint payout_account_pkey primary key (id),
  constraint payout_account_partner_fkey foreign key (partner_id) references partner (id),
  constraint payout_account_currency check (currency ~ '^[A-Z]{3}$'),
  constraint payout_account_holder check (char_length(holder_name) between 1 and 70),
  constraint payout_account_address check (
    char_length(street) between 1 and 70 and char_length(building) between 1 and 16 and char_length(postcode) between 1 and 16
      and char_length(town) between 1 and 35 and char_length(region) between 1 and 35 and country ~ '^[A-Z]{2}$'),
  constraint payout_account_format check (format in ('IBAN', 'LOCAL')),
  constraint payout_account_bank check (
    bank_country ~ '^[A-Z]{2}$' and bank_code ~ '^[A-Z0-9]{1,35}$' and bic ~ '^[A-Z0-9]{8}([A-Z0-9]{3})?$'
      and (format = 'IBAN' or num_nonnulls(bank_code, bic) > 0)),
  constraint payout_account_number check (
    octet_length(number_sealed) between 29 and 200 and octet_length(number_mark) = 32
      and char_length(key_id) between 1 and 20 and number_ends ~ '^[A-Z0-9]{4}$'),
  constraint payout_account_state check (state in ('WAITING', 'VERIFIED', 'DECLINED', 'ENDED')),
  constraint payout_account_decided check (
    num_nonnulls(decided_at, decided_by, note) in (0, 3)
      and (decided_at is not null or state in ('WAITING', 'ENDED'))
      and (decided_at is null or state <> 'WAITING')
      and decided_at >= proposed_at and char_length(note) between 1 and 2000),
  constraint payout_account_usable check (
    (usable_from is not null) = (decided_at is not null and state in ('VERIFIED', 'ENDED')) and usable_from >= decided_at),
  constraint payout_account_ended check (
    num_nonnulls(ended_at, ended_by, end_reason) = case state when 'ENDED' then 3 else 0 end
      and ended_at >= coalesce(decided_at, proposed_at) and char_length(end_reason) between 1 and 2000)
);
create unique index payout_account_one_waiting on payout_account (partner_id, currency) where state = 'WAITING';
create unique index payout_account_one_verified on payout_account (partner_id, currency) where state = 'VERIFIED';
create index payout_account_of_partner on payout_account (partner_id, proposed_at desc, id desc);
create index payout_account_by_age on payout_account (proposed_at, id);
create index payout_account_by_state on payout_account (state, proposed_at, id);
create index payout_account_by_number on payout_account (number_mark);
call app.give_policies('payout_account', 'partner_writes');
call app.require_new_ids('payout_account');
create trigger payout_account_no_truncate before truncate on payout_account
for each statement execute function app.refuse_change();
alter table payout_account enable always trigger payout_account_no_truncate;
grant select (id, partner_id, currency, holder_name, street, building, postcode, town, region, country, format, bank_country,
    bank_code, bic, number_ends, state, proposed_at, proposed_by, decided_at, note, usable_from, ended_at, end_reason),
  insert (id, partner_id, currency, holder_name, street, building, postcode, town, region, country, format, bank_country,
    bank_code, bic, number_sealed, key_id, number_mark, number_ends, proposed_at, proposed_by),
  update (state, ended_at, ended_by, end_reason) on payout_account to app_partner;
grant select (id, partner_id, currency, holder_name, street, building, postcode, town, region, country, format, bank_country,
    bank_code, bic, number_mark, number_ends, state, proposed_at, proposed_by, decided_at, decided_by, note, is_shared,
    usable_from, ended_at, ended_by, end_reason),
  insert (id, partner_id, currency, holder_name, street, building, postcode, town, region, country, format, bank_country,
    bank_code, bic, number_sealed, key_id, number_mark, number_ends, proposed_at, proposed_by),
  update (state, decided_at, decided_by, note, is_shared, usable_from, ended_at, ended_by, end_reason)
  on payout_account to app_vendor;
grant select on payout_account to app_jobs;
comment on table payout_account is 'Where a partner''s money of one currency goes, as somebody said and another person verified; the number is sealed, and only its last four characters are in plain text';
comment on column payout_account.number_sealed is 'AES-256-GCM of the number under the key that key_id names: nonce, tag, text';
comment on column payout_account.number_mark is 'HMAC-SHA-256 of the number, by which two that are the same are found';
comment on column payout_account.is_shared is 'Whether who verified it knew that another partner has the same account';
comment on column payout_account.usable_from is 'Nothing is paid to it before: whoever can object has been told';
`;

// Who acts is named, what was said does not change, and nobody verifies what they said themselves.
const GUARD = `
create function app.guard_payout_account()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  decisions constant text[] := array['state', 'decided_at', 'decided_by', 'note', 'is_shared', 'usable_from'];
  ends constant text[] := array['state', 'ended_at', 'ended_by', 'end_reason'];
begin
  if tg_op = 'DELETE' then
    raise exception 'payout accounts are kept' using errcode = 'BT001', constraint = 'payout_account_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.proposed_by is distinct from app.actor() then
      raise exception 'a payout account begins by waiting for somebody else to verify it'
        using errcode = 'BT002', constraint = 'payout_account_begins';
    end if;
    if exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor) then
      raise exception 'the vendor pays nothing to itself'
        using errcode = 'BT002', constraint = 'payout_account_of_partner_only';
    end if;
    return new;
  end if;
  if new.state = 'ENDED' then
    if old.state not in ('WAITING', 'VERIFIED') or to_jsonb(old) - ends is distinct from to_jsonb(new) - ends
      or new.ended_by is distinct from app.actor()
    then
      raise exception 'a payout account is ended once, by who says so, and does not change otherwise'
        using errcode = 'BT001', constraint = 'payout_account_ends_once';
    end if;
    return new;
  end if;
  if old.state <> 'WAITING' or new.state = 'WAITING' or to_jsonb(old) - decisions is distinct from to_jsonb(new) - decisions
    or new.decided_by is distinct from app.actor() or current_user = 'app_partner'
  then
    raise exception 'a payout account is decided once, by the vendor, and does not change otherwise'
      using errcode = 'BT001', constraint = 'payout_account_decided_once';
  end if;
  if app.is_same_person(new.decided_by, new.proposed_by) then
    raise exception 'a payout account is verified by another person than who entered it'
      using errcode = 'BT002', constraint = 'payout_account_two_persons';
  end if;
  if new.state = 'VERIFIED' and not new.is_shared and exists (
    select
    from public.payout_account as other
    where other.number_mark = new.number_mark and other.partner_id <> new.partner_id and other.state in ('WAITING', 'VERIFIED')
  ) then
    raise exception 'another partner has the same account'
      using errcode = 'BT002', constraint = 'payout_account_shared_knowingly';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_payout_account() from public;
create trigger payout_account_guard before insert or update or delete on payout_account
for each row execute function app.guard_payout_account();
alter table payout_account enable always trigger payout_account_guard;
`;

// Partners write no occasions of their own. Who is told is decided when it is.
const NOTICES = `
create function app.note_payout_account()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  kind constant text := case new.state
    when 'WAITING' then 'PAYOUT_ACCOUNT_ENTERED'
    when 'ENDED' then 'PAYOUT_ACCOUNT_ENDED'
    else 'PAYOUT_ACCOUNT_DECIDED'
  end;
  changed_at constant timestamptz := coalesce(new.ended_at, new.decided_at, new.proposed_at);
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, kind, false, new.partner_id, changed_at);
  if new.state = 'WAITING' then
    insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
    values (new.id, 'PAYOUT_ACCOUNT_WAITING', true, new.partner_id, changed_at, new.proposed_by);
  end if;
  return null;
end
$$;
revoke execute on function app.note_payout_account() from public;
create trigger payout_account_is_told after insert or update of state on payout_account
for each row execute function app.note_payout_account();
`;
