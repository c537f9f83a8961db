import type { MigrationInterface, QueryRunner } from "typeorm";

// Whoever corrects what a lead says is found by it: the words follow in the same statement.
const WORDS = `
grant delete on lead_term to app_partner, app_vendor;
grant insert on lead_term to app_vendor;
`;

// While sales waits for an answer of the partner's, the review is not the vendor's to be blamed for.
const WAITING = `
create policy information_request_keeping on information_request for select to current_user using (true);
create or replace function app.time_awaiting_partner(of_partner uuid, of_lead uuid, since timestamptz)
returns interval
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(coalesce(request.closed_at, lead.updated_at) - greatest(request.asked_at, since)), interval '0')
  from public.information_request as request
  join public.lead on lead.partner_id = request.partner_id and lead.id = request.lead_id
  where request.partner_id = of_partner and request.lead_id = of_lead and request.before_acceptance
    and coalesce(request.closed_at, lead.updated_at) > greatest(request.asked_at, since)
$$;
comment on function app.time_awaiting_partner(uuid, uuid, timestamptz) is
  'How long the vendor''s review of a lead has waited for its partner''s answers since then';
`;

// A lead whose end is taken back is protected again from where it stands, also as an SQL or a deal.
// Of a review that a returned lead has again, the partner's time to answer is its own.
const KEEPING = `
create or replace function app.keep_protection()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  standing public.protection_window;
  held text[];
begin
  select * into standing
  from public.protection_window
  where partner_id = new.partner_id and lead_id = new.lead_id and ended_at is null
  for update;
  if standing.id is null then
    if new.to_stage not in ('SAL', 'SQL', 'OPPORTUNITY') or new.to_stage = new.from_stage
      or new.to_stage <> 'SAL' and new.type <> 'UNDONE' then
      return null;
    end if;
    perform app.open_protection(new.partner_id, new.lead_id, new.id, new.at);
    select * into strict standing
    from public.protection_window
    where partner_id = new.partner_id and lead_id = new.lead_id and ended_at is null;
  end if;

  if new.type in ('PROTECTION_RELEASED', 'PROTECTION_LAPSED')
    or new.to_stage in ('WON', 'LOST', 'REJECTED', 'WITHDRAWN', 'DISQUALIFIED', 'EXPIRED', 'MERGED') then
    update public.extension_request
    set state = 'MOOT', decided_at = new.at
    where partner_id = new.partner_id and window_id = standing.id and state = 'PENDING';
    update public.protection_window
    set held_for = '{}',
      held_since = null,
      ended_at = greatest(new.at, opened_at),
      end_reason = case
        when new.type = 'PROTECTION_RELEASED' then 'RELEASED'
        when new.type = 'PROTECTION_LAPSED' then 'LAPSED'
        when new.to_stage = 'EXPIRED' then 'EXPIRED'
        else 'CLOSED'
      end
    where id = standing.id;
    return null;
  end if;

  if new.type = 'EXTENSION_REQUESTED' then
    insert into public.extension_request (id, partner_id, lead_id, window_id, days, state, requested_at)
    select new.id, new.partner_id, new.lead_id, standing.id, program.extension_days, 'PENDING', new.at
    from public.lead
    join public.program on program.id = lead.program_id
    where lead.partner_id = new.partner_id and lead.id = new.lead_id;
  end if;
  held := array_remove(array[
    case when new.to_stage in ('SUBMITTED', 'MQL') then 'REVIEW' end,
    case when exists (
      select
      from public.extension_request
      where partner_id = new.partner_id and window_id = standing.id and state = 'PENDING') then 'EXTENSION' end,
    case when new.to_stage in ('SQL', 'OPPORTUNITY') then 'DEAL' end
  ], null);
  update public.protection_window
  set held_for = held,
    held_since = case when held <> '{}' then coalesce(held_since, new.at) end,
    waited = waited + case
      when held = '{}' and held_since is not null
      then greatest(interval '0', new.at - held_since - app.time_awaiting_partner(new.partner_id, new.lead_id, held_since))
      else interval '0'
    end,
    running_since = case when held = '{}' and held_since is not null then new.at else running_since end,
    -- whoever waited for the vendor was not idle
    active_at = case when not new.by_vendor or held_since is not null then greatest(active_at, new.at) else active_at end,
    days = protection_window.days + coalesce((
      select request.days
      from public.extension_request as request
      where request.partner_id = new.partner_id and request.window_id = standing.id
        and new.type = 'EXTENSION_DECIDED' and request.state = 'GRANTED' and request.decided_at = new.at), 0)
  where id = standing.id and (held_for <> held or not new.by_vendor or new.type = 'EXTENSION_DECIDED');
  -- a return is looked at again within the window, which is made longer for it in the same act
  if new.to_stage = 'RECYCLED' and new.from_stage <> 'RECYCLED' then
    update public.protection_window
    set days = days + (lead.revisit_on - ends_on)
    from public.lead
    where protection_window.id = standing.id and lead.partner_id = new.partner_id and lead.id = new.lead_id
      and lead.revisit_on > ends_on;
  end if;
  return null;
end
$$;
`;

/** Corrections, requests, second thoughts, protection and search know of one another. */
export class WhatWasBegunApartGoesOnTogether1795298400086 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(WORDS);
    await runner.query(WAITING);
    await runner.query(KEEPING);
  }

  public async down(): Promise<void> {
    throw new Error(
      "protections that were kept since are not recomputed: restore a backup instead",
    );
  }
}
