import type { MigrationInterface, QueryRunner } from "typeorm";

/** Credit is held from being approved and paid, for reasons of which several may hold at once. */
export class CreditIsHeld1795298400500 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(HOLDS);
    await runner.query(RELEASES);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what is held is not let go by itself: restore a backup instead");
  }
}

// A partner reads that it is held, and by which kind of reason; never why, by whom, or that it is suspected.
const HOLDS = `
create table credit_hold (
  id uuid not null,
  partner_id uuid not null,
  credit_id uuid,
  kind text not null,
  told text not null,
  reason text not null,
  evidence text,
  placed_by uuid not null,
  placed_at timestamptz(3) not null,
  released_by uuid,
  released_at timestamptz(3),
  constraint credit_hold_pkey primary key (id),
  constraint credit_hold_partner_fkey foreign key (partner_id) references partner (id),
  constraint credit_hold_credit_fkey foreign key (partner_id, credit_id) references credit (partner_id, id),
  constraint credit_hold_kind check (kind in ('FRAUD', 'DISPUTE', 'TAX_FORM', 'BANK_CHANGE', 'SANCTIONS', 'MANUAL')),
  constraint credit_hold_told check (told = case when kind in ('DISPUTE', 'TAX_FORM', 'BANK_CHANGE') then kind else 'REVIEW' end),
  constraint credit_hold_reason check (char_length(reason) between 1 and 2000),
  constraint credit_hold_evidence check (char_length(evidence) between 1 and 2000),
  constraint credit_hold_released check (num_nonnulls(released_by, released_at) in (0, 2)),
  constraint credit_hold_in_order check (released_at >= placed_at)
);
create index credit_hold_active on credit_hold (partner_id, credit_id) where released_at is null;
create index credit_hold_by_age on credit_hold (placed_at desc, id desc);
create index credit_hold_of_partner on credit_hold (partner_id, placed_at desc, id desc);
call app.give_policies('credit_hold', 'partner_reads');
call app.require_new_ids('credit_hold');
call app.make_endable('credit_hold', 'released_at', 'released_by');
grant select (id, partner_id, credit_id, told, placed_at, released_at) on credit_hold to app_partner;
grant select, insert (id, partner_id, credit_id, kind, told, reason, evidence, placed_by, placed_at),
  update (released_by, released_at) on credit_hold to app_vendor;
grant select on credit_hold to app_jobs;
comment on table credit_hold is 'Why a credit, or all of a partner, is neither approved nor paid: several may hold at once, and each is let go by two persons';
comment on column credit_hold.credit_id is 'Which one, with all that changes it; null where it is all of its partner';
comment on column credit_hold.told is 'The kind of reason, as its partner may know it';
`;

const RELEASES = `
create table hold_release (
  id uuid not null,
  hold_id uuid not null,
  state text not null default 'WAITING',
  reason text not null,
  requested_by uuid not null,
  requested_at timestamptz(3) not null,
  decided_by uuid,
  decided_at timestamptz(3),
  note text,
  constraint hold_release_pkey primary key (id),
  constraint hold_release_hold_fkey foreign key (hold_id) references credit_hold (id),
  constraint hold_release_state check (state in ('WAITING', 'RELEASED', 'DECLINED')),
  constraint hold_release_reason check (char_length(reason) between 1 and 2000),
  constraint hold_release_note check (char_length(note) between 1 and 2000),
  constraint hold_release_decided check (
    num_nonnulls(decided_by, decided_at) = case state when 'WAITING' then 0 else 2 end
      and (note is null or state <> 'WAITING') and (note is not null or state <> 'DECLINED')),
  constraint hold_release_in_order check (decided_at >= requested_at)
);
create unique index hold_release_one_waiting on hold_release (hold_id) where state = 'WAITING';
create index hold_release_of_hold on hold_release (hold_id, requested_at desc, id desc);
call app.give_policies('hold_release', 'vendor_only');
call app.require_new_ids('hold_release');
call app.make_endable('hold_release', 'decided_at', 'state', 'decided_by', 'note');
grant select, insert (id, hold_id, reason, requested_by, requested_at), update (state, decided_by, decided_at, note)
  on hold_release to app_vendor;
grant select on hold_release to app_jobs;
comment on table hold_release is 'What somebody asks to let go, and what another person says to that';
`;

// "HOLD": whoever holds and whoever approves go one after another, so that neither overlooks the other.
const GUARDS = `
create function app.await_credit_of(partner uuid)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$ select pg_advisory_xact_lock(x'484f4c44'::integer, hashtext(partner::text)) $$;
revoke execute on function app.await_credit_of(uuid) from public;
grant execute on function app.await_credit_of(uuid) to app_vendor;
comment on function app.await_credit_of(uuid) is
  'Waits until nobody else holds or approves credit of a partner, and keeps them waiting until the transaction ends';

create function app.guard_credit_hold()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    perform app.await_credit_of(new.partner_id);
    if new.released_at is not null or new.placed_by is distinct from app.actor() then
      raise exception 'a hold is placed by who acts, and holds until it is let go'
        using errcode = 'BT002', constraint = 'credit_hold_begins';
    end if;
    if new.credit_id is not null and not exists (
      select
      from public.credit
      where credit.partner_id = new.partner_id and credit.id = new.credit_id and credit.kind <> 'ADJUST'
        and credit.reversed_at is null
    ) then
      raise exception 'what is held is a credit that counts, with all that changes it'
        using errcode = 'BT002', constraint = 'credit_hold_of_credit';
    end if;
    if exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor) then
      raise exception 'the vendor earns nothing that could be held'
        using errcode = 'BT002', constraint = 'credit_hold_of_partner_only';
    end if;
    return new;
  end if;
  if not exists (
    select
    from public.hold_release as release
    where release.hold_id = new.id and release.state = 'RELEASED' and release.decided_by = new.released_by
      and release.decided_at = new.released_at
  ) then
    raise exception 'a hold is let go as one person asked and another decided'
      using errcode = 'BT002', constraint = 'credit_hold_let_go_by_two';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_credit_hold() from public;
create trigger credit_hold_begins before insert on credit_hold
for each row execute function app.guard_credit_hold();
create trigger credit_hold_let_go after update on credit_hold
for each row execute function app.guard_credit_hold();
alter table credit_hold enable always trigger credit_hold_begins;
alter table credit_hold enable always trigger credit_hold_let_go;

create function app.guard_hold_release()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.requested_by is distinct from app.actor() or not exists (
      select from public.credit_hold as hold where hold.id = new.hold_id and hold.released_at is null
    ) then
      raise exception 'who acts asks to let go what is held'
        using errcode = 'BT002', constraint = 'hold_release_begins';
    end if;
    return null;
  end if;
  if new.decided_by is distinct from app.actor() or app.is_same_person(new.decided_by, new.requested_by) then
    raise exception 'a hold is let go by another person than who asked for it'
      using errcode = 'BT002', constraint = 'hold_release_two_persons';
  end if;
  if (new.state = 'RELEASED') is distinct from exists (
    select
    from public.credit_hold as hold
    where hold.id = new.hold_id and hold.released_at = new.decided_at and hold.released_by = new.decided_by
  ) then
    raise exception 'what another person lets go holds no more, and what they decline goes on to hold'
      using errcode = 'BT002', constraint = 'hold_release_lets_go';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_hold_release() from public;
create trigger hold_release_guard after insert or update on hold_release
for each row execute function app.guard_hold_release();
alter table hold_release enable always trigger hold_release_guard;
`;
