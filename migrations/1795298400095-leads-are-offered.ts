import type { MigrationInterface, QueryRunner } from "typeorm";

/** The vendor offers leads of its own to partners, which see what it is about, and the persons once they take it. */
export class LeadsAreOffered1795298400095 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(OFFERS);
    await runner.query(GUARD);
    await runner.query(TAKING);
    await runner.query(MOVES);
  }

  public async down(): Promise<void> {
    throw new Error("offers that were taken are leads by now: restore a backup instead");
  }
}

// It says itself what the partner may know of the lead, which is the vendor's: no row of that lead can
// be reached from here.
const OFFERS = `
create table offer (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  state text not null default 'OFFERED',
  role text not null,
  company_name text not null,
  company_domain text,
  company_country text,
  need text not null,
  message text,
  value_minor bigint,
  value_currency text,
  offered_at timestamptz(3) not null,
  offered_by uuid not null,
  expires_at timestamptz(3) not null,
  decided_at timestamptz(3),
  decline_reason text,
  taken_lead_id uuid,
  version integer not null default 1,
  constraint offer_pkey primary key (id),
  constraint offer_partner_fkey foreign key (partner_id) references partner (id),
  constraint offer_lead_fkey foreign key (lead_id) references lead (id),
  constraint offer_taken_lead_fkey foreign key (partner_id, taken_lead_id) references lead (partner_id, id),
  constraint offer_state check (state in ('OFFERED', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN')),
  constraint offer_role check (role in ('CO_SELL', 'DELIVERED')),
  constraint offer_expires check (expires_at > offered_at),
  constraint offer_decided check ((state = 'OFFERED') = (decided_at is null)),
  constraint offer_declined check ((state = 'DECLINED') = (decline_reason is not null)),
  constraint offer_taken check ((state = 'ACCEPTED') = (taken_lead_id is not null)),
  constraint offer_value check ((value_minor is null) = (value_currency is null) and value_minor >= 0)
);
create unique index offer_one_open on offer (lead_id) where state = 'OFFERED';
create index offer_of_lead on offer (lead_id, offered_at desc, id desc);
create index offer_of_partner on offer (partner_id, offered_at desc, id desc);
create index offer_by_age on offer (offered_at desc, id desc);
create index offer_due on offer (expires_at) where state = 'OFFERED';
call app.give_policies('offer', 'partner_writes');
grant select, update (state, decided_at, decline_reason, version) on offer to app_partner;
grant select, insert, update (state, decided_at, taken_lead_id, version) on offer to app_vendor;
grant select, update (state, decided_at, version) on offer to app_jobs;
comment on table offer is 'A lead of the vendor''s own, offered to a partner: what it is about, and nothing of persons';
`;

const GUARD = `
create function app.guard_offer()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.state <> 'OFFERED' or new.version <> old.version + 1
    or (new.state = 'DECLINED') <> (current_user = 'app_partner')
    or new.state = 'EXPIRED' and new.decided_at < new.expires_at
    or new.state = 'ACCEPTED' and new.decided_at >= new.expires_at then
    raise exception 'an offer ends once: declined by its partner, taken in time, withdrawn, or expired'
      using errcode = 'BT002', constraint = 'offer_ends_once';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_offer() from public;
create trigger offer_guard before update on offer for each row execute function app.guard_offer();

-- what is no longer accepted, or further by now, is offered no more
create function app.withdraw_offers()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.offer
  set state = 'WITHDRAWN', decided_at = greatest(offered_at, new.updated_at), version = version + 1
  where lead_id = new.id and state = 'OFFERED';
  return null;
end
$$;
revoke execute on function app.withdraw_offers() from public;
create trigger lead_withdraws_offers after update of stage on lead for each row
when (old.stage = 'SAL' and new.stage not in ('SAL', 'MERGED') and new.partner_id = '01970000-0000-7000-8000-000000000002')
execute function app.withdraw_offers();
`;

// Its partner takes it, and is who did it; what that brings about it could not write, nor see before.
const TAKING = `
alter table lead
  drop constraint lead_origin,
  add constraint lead_origin check (origin in ('REGISTRATION', 'TRANSFER', 'OFFER'));
alter table lead_succession
  drop constraint lead_succession_kind,
  add constraint lead_succession_kind check (kind in ('TRANSFER', 'MERGE', 'OFFER'));
alter table shared_prospect
  drop constraint shared_prospect_role,
  add constraint shared_prospect_role check (role in ('SOURCED', 'CO_SELL', 'INFLUENCED', 'DELIVERED'));

create function app.guard_offer_taken()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user <> 'app_vendor' or new.by_vendor or new.actor_id is distinct from app.actor()
    or (new.seq, new.from_stage, new.to_stage, new.passed) is distinct from (1, 'NONE', 'SAL', '{}'::text[])
    or not exists (
      select
      from public.lead
      join public.offer on offer.partner_id = lead.partner_id and offer.taken_lead_id = lead.id
      where lead.partner_id = new.partner_id and lead.id = new.lead_id and lead.origin = 'OFFER'
        and (lead.stage, lead.version, lead.updated_at) = ('SAL', 1, new.at)
        and offer.state = 'ACCEPTED' and offer.decided_at = new.at
    ) then
    raise exception 'an offer is taken by its partner, whose lead goes on from there'
      using errcode = 'BT002', constraint = 'lead_event_takes_an_offer';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_offer_taken() from public;
drop trigger "GUARD_lead_event" on lead_event;
create trigger "GUARD_lead_event" after insert on lead_event for each row
when (new.type <> 'OFFER_TAKEN')
execute function app.guard_lead_event();
create trigger "GUARD_lead_event_taken" after insert on lead_event for each row
when (new.type = 'OFFER_TAKEN')
execute function app.guard_offer_taken();

drop trigger keep_protection on lead_event;
create trigger keep_protection after insert on lead_event for each row
when (new.type not in ('REGISTERED', 'TRANSFERRED', 'TAKEN_OVER', 'MERGED', 'JOINED', 'OFFER_TAKEN'))
execute function app.keep_protection();
drop trigger keep_protection_passed_on on lead_event;
create trigger keep_protection_passed_on after insert on lead_event for each row
when (new.type in ('TRANSFERRED', 'TAKEN_OVER', 'MERGED', 'JOINED', 'OFFER_TAKEN'))
execute function app.pass_protection_on();
drop trigger lead_event_matches_taken_over on lead_event;
create trigger lead_event_matches_taken_over after insert on lead_event for each row
when (new.type in ('TAKEN_OVER', 'OFFER_TAKEN'))
execute function queue.enqueue_lead_event('match_lead');
`;

const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values
  ('acceptOffer', 'SAL', 'MERGED', 'app_vendor', 'MERGED'),
  ('acceptOffer', 'NONE', 'SAL', 'app_vendor', 'OFFER_TAKEN');
`;
