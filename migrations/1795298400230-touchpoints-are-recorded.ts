import type { MigrationInterface, QueryRunner } from "typeorm";

/** Who had to do with a prospect, and when, is recorded; of others' touches a partner learns nothing. */
export class TouchpointsAreRecorded1795298400230 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TOUCHPOINTS);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was recorded is not forgotten: restore a backup instead");
  }
}

// partner_id is whose touch it is, lead_partner_id whose lead: a partner sees what is its own in both.
// It cannot say whose lead it is, so that the foreign key tells it of no lead but its own.
const TOUCHPOINTS = `
create table touchpoint (
  id uuid not null,
  partner_id uuid not null,
  lead_partner_id uuid not null,
  lead_id uuid not null,
  role text not null,
  channel text not null,
  campaign text,
  cost_minor bigint,
  cost_currency text,
  occurred_at timestamptz(3) not null,
  source text not null,
  reference text,
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  retracted_at timestamptz(3),
  retracted_by uuid,
  retract_reason text,
  constraint touchpoint_pkey primary key (id),
  constraint touchpoint_partner_fkey foreign key (partner_id) references partner (id),
  constraint touchpoint_lead_fkey foreign key (lead_partner_id, lead_id) references lead (partner_id, id),
  constraint touchpoint_currency_fkey foreign key (cost_currency) references currency (code),
  constraint touchpoint_role check (role in ('SOURCED', 'INFLUENCED', 'CO_SELL', 'DELIVERED', 'RESOLD')),
  constraint touchpoint_channel check (channel in (
    'MEETING', 'CALL', 'EMAIL', 'EVENT', 'WEBINAR', 'DEMO', 'CONTENT', 'ADVERTISING', 'SOCIAL', 'INTRODUCTION', 'MARKETPLACE', 'OTHER')),
  constraint touchpoint_source check (source in ('PARTNER', 'SALES', 'IMPORT')),
  constraint touchpoint_campaign check (char_length(campaign) between 1 and 200),
  constraint touchpoint_reference check (char_length(reference) between 1 and 100),
  constraint touchpoint_cost check (num_nonnulls(cost_minor, cost_currency) in (0, 2) and cost_minor >= 0),
  constraint touchpoint_is_past check (occurred_at <= recorded_at),
  constraint touchpoint_retracted check (num_nonnulls(retracted_at, retracted_by, retract_reason) in (0, 3)),
  constraint touchpoint_retract_reason check (char_length(retract_reason) between 1 and 2000)
);
create unique index touchpoint_once on touchpoint (partner_id, lead_id, source, reference)
where reference is not null and retracted_at is null;
create index touchpoint_of_lead on touchpoint (lead_partner_id, lead_id, occurred_at, id);
create index touchpoint_by_lead on touchpoint (lead_id) where retracted_at is null;
create index touchpoint_of_partner on touchpoint (partner_id, lead_id, occurred_at, id);
create index touchpoint_by_currency on touchpoint (cost_currency) where cost_currency is not null;
call app.give_policies('touchpoint', 'partner_writes');
create policy touchpoint_of_own_lead on touchpoint as restrictive to app_partner
using (lead_partner_id = partner_id) with check (lead_partner_id = partner_id);
call app.make_endable('touchpoint', 'retracted_at', 'retracted_by', 'retract_reason');
call app.require_new_ids('touchpoint');
grant select (id, partner_id, lead_partner_id, lead_id, role, channel, campaign, cost_minor, cost_currency, occurred_at, source,
  reference, recorded_at, recorded_by, retracted_at, retracted_by),
  insert (id, partner_id, lead_id, role, channel, campaign, cost_minor, cost_currency, occurred_at, source, reference, recorded_at,
  recorded_by),
  update (retracted_at, retracted_by, retract_reason) on touchpoint to app_partner;
grant select,
  insert (id, partner_id, lead_partner_id, lead_id, role, channel, campaign, cost_minor, cost_currency, occurred_at, source, reference,
  recorded_at, recorded_by),
  update (retracted_at, retracted_by, retract_reason) on touchpoint to app_vendor;
grant select on touchpoint to app_jobs;
comment on table touchpoint is 'What somebody had to do with the prospect of a lead: partner_id is whose touch it is, lead_partner_id whose lead. Never changed; taken back once, before the lead is an SQL';
`;

const GUARDS = `
create function app.guard_touchpoint()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user = 'app_partner' then
    new.lead_partner_id := new.partner_id;
  end if;
  if new.recorded_by is distinct from app.actor() or (new.source = 'PARTNER') <> (current_user = 'app_partner') then
    raise exception 'a touchpoint names who records it, and on whose side'
      using errcode = 'BT002', constraint = 'touchpoint_by_actor';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_touchpoint() from public;
create trigger touchpoint_guard before insert on touchpoint for each row execute function app.guard_touchpoint();

create function app.guard_retraction()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.retracted_by is distinct from app.actor() or current_user = 'app_partner' and old.source <> 'PARTNER' then
    raise exception 'a touchpoint is taken back by the side that recorded it, or by the vendor'
      using errcode = 'BT002', constraint = 'touchpoint_retracted_by_actor';
  end if;
  if exists (
    select
    from public.lead
    where partner_id = old.lead_partner_id and id = old.lead_id
      and (sales_qualified_at is not null or stage = 'MERGED')
  ) then
    raise exception 'what counted when a lead was settled is not taken back'
      using errcode = 'BT002', constraint = 'touchpoint_counted';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_retraction() from public;
create trigger touchpoint_retraction_guard before update on touchpoint for each row execute function app.guard_retraction();
`;
